"""A small SAML provider: its metadata, and answers with real signatures; served on loopback where a browser goes there."""

import base64
import html
import secrets
import threading
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree as ET

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from tests.harness.openid import query_of

SAML = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
MAIL, NAME = "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:2.16.840.1.113730.3.1.241"


@cache
def pair(which: str) -> tuple[str, str]:
    """A private key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, which)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class SamlHouse:
    """A provider; the fields bend what it says."""

    issuer: str = "https://idp.northmoor.example/saml"
    url: str = "https://idp.northmoor.example"
    subject: str = "p-4711"
    format: str = PERSISTENT
    facts: dict[str, str] = field(default_factory=lambda: {MAIL: "noor@northmoor.example", NAME: "Noor Haddad"})
    signer: str = "own"
    signs: str = "assertion"
    algorithm: str = Names.RSA_SHA256
    digest: str = Names.SHA256
    audience: str | None = None
    recipient: str | None = None
    said_issuer: str | None = None
    answers: str | None = None
    late: timedelta = timedelta()
    status: str = Names.STATUS_SUCCESS
    bend: Any = None

    def metadata(self) -> str:
        certificate = "".join(pair("own")[1].splitlines()[1:-1])
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{self.issuer}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>
</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService
Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{self.url}/sso"/></md:IDPSSODescriptor>
</md:EntityDescriptor>"""

    def answer(self, onward: str) -> tuple[str, str]:
        """Where a person who was sent to `onward` comes back to, and the SAMLResponse that they bring."""
        asked = ET.fromstring(zlib.decompress(base64.b64decode(query_of(onward)["SAMLRequest"]), -15))
        back = asked.attrib["AssertionConsumerServiceURL"]
        us = str(asked.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer"))
        return back, self.say(back=back, us=us, answers=self.answers or asked.attrib["ID"])

    def say(self, *, back: str, us: str, answers: str) -> str:
        now = datetime.now(UTC) - self.late
        at, until = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (now, now + timedelta(minutes=5)))
        issuer = f"<saml:Issuer>{self.said_issuer or self.issuer}</saml:Issuer>"
        facts = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{html.escape(value)}</saml:AttributeValue></saml:Attribute>'
            for name, value in self.facts.items()
        )
        audience = us if self.audience is None else self.audience
        limits = f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
        assertion = f"""<saml:Assertion {SAML} ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{at}">{issuer}\
<saml:Subject><saml:NameID Format="{self.format}">{self.subject}</saml:NameID><saml:SubjectConfirmation \
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="{answers}" \
Recipient="{self.recipient or back}" NotOnOrAfter="{until}"/></saml:SubjectConfirmation></saml:Subject>\
<saml:Conditions NotBefore="{at}" NotOnOrAfter="{until}">{limits if audience else ""}</saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{at}"><saml:AuthnContext><saml:AuthnContextClassRef>\
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
<saml:AttributeStatement>{facts}</saml:AttributeStatement></saml:Assertion>"""
        if self.signs == "assertion":
            assertion = self._signed(assertion)
        response = f"""<samlp:Response {SAML} ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{at}" \
Destination="{back}" InResponseTo="{answers}">{issuer}<samlp:Status><samlp:StatusCode Value="{self.status}"/>\
</samlp:Status>{assertion}</samlp:Response>"""
        if self.signs == "response":
            response = self._signed(response)
        return base64.b64encode((self.bend(response) if self.bend else response).encode()).decode()

    def _signed(self, xml: str) -> str:
        key, certificate = pair(self.signer)
        signed = Utils.add_sign(xml, key, certificate, sign_algorithm=self.algorithm, digest_algorithm=self.digest)
        return str(signed.decode() if isinstance(signed, bytes) else signed)


def serve(house: SamlHouse) -> ThreadingHTTPServer:
    """Metadata, and a page with the button that brings the answer back."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            kind, found = "application/samlmetadata+xml", house.metadata()
            if "SAMLRequest=" in self.path:
                back, answer = house.answer(self.path)
                kind, found = (
                    "text/html",
                    f'<form method="post" action="{back}"><button>It is me</button>\
<input type="hidden" name="SAMLResponse" value="{answer}"></form>',
                )
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    house.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
