"""SAML 2.0 as an institution's sign-on: what its metadata say, the request that goes there, the answer that holds.

An extra (`requirements-saml.txt`): where its libraries are missing or do not load, `is_installed` says so.
"""

import base64
import hashlib
import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import SignOn
from core.outward import LONGEST, Refused

logger = logging.getLogger(__name__)
MODULES = ("response", "authn_request", "settings", "idp_metadata_parser", "xml_utils", "errors")
BITS = 2048
UID = (
    "urn:oasis:names:tc:SAML:attribute:subject-id",
    "urn:oasis:names:tc:SAML:attribute:pairwise-id",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
)
"""Attributes that are one person's for ever (SAML V2.0 Subject Identifier Attributes 1.0; eduPersonUniqueId; Entra ID)."""
MAIL = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "mail",
    "email",
)
NAME = ("urn:oid:2.16.840.1.113730.3.1.241", "http://schemas.microsoft.com/identity/claims/displayname", "displayName")
GIVEN = ("urn:oid:2.5.4.42", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "givenName")
FAMILY = ("urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "sn")
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
ASSERTED = "//saml:Assertion/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"


class Unfit(Exception):
    """The provider's answer does not hold; `reason` is a sentence for the person."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ends:
    """What we are to a provider: our name (the address of our metadata) and where its answers arrive."""

    name: str
    back: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said of a person, and the request that it answers."""

    uid: str
    email: str
    name: str
    request_id: str


@cache
def _toolkit() -> Any | None:
    """python3-saml's modules by name; None where it, or the C libraries below it, cannot be loaded."""
    try:
        return {name: importlib.import_module(f"onelogin.saml2.{name}") for name in MODULES}
    except Exception as error:  # noqa: BLE001  a library that does not fit raises an error of its own
        logger.info("SAML is not there: %s", type(error).__name__)
        return None


def is_installed() -> bool:
    return _toolkit() is not None


def read_metadata(text: str) -> dict[str, str]:
    """The fields of a sign-on that a provider's metadata hold; raises `Refused` with the reason."""
    kit = _toolkit()
    if kit is None:
        raise Refused(_("SAML is not installed here."))
    xml = kit["xml_utils"].OneLogin_Saml2_XML
    try:
        providers = xml.query(xml.to_etree(text.strip().encode()), "//md:IDPSSODescriptor")
        found = kit["idp_metadata_parser"].OneLogin_Saml2_IdPMetadataParser.parse(text.strip().encode()).get("idp", {})
    except Exception:  # noqa: BLE001  whatever a parser of strangers' XML may raise
        raise Refused(_("This is not the metadata of a SAML provider.")) from None
    if len(providers) > 1:
        raise Refused(_("This describes several providers. Take the metadata of your own alone."))
    issuer, address = found.get("entityId", ""), found.get("singleSignOnService", {}).get("url", "")
    certificates = found.get("x509certMulti", {}).get("signing") or [found.get("x509cert", "")]
    if not issuer or not address:
        raise Refused(_("The metadata name no provider to sign in at by HTTP-Redirect."))
    if urlsplit(address).scheme not in ({"https", "http"} if settings.OUTWARD_PRIVATE else {"https"}):
        raise Refused(_("The address to sign in at has to begin with https://."))
    if len(issuer) > 255 or len(address) > 500:  # noqa: PLR2004  the columns of SignOn
        raise Refused(_("The metadata hold an address that is longer than any we can keep."))
    for certificate in certificates:
        _check_certificate(certificate)
    return {"issuer": issuer, "address": address, "certificates": "\n".join(certificates)}


def _check_certificate(text: str) -> None:
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(text, validate=True)).public_key()
    except ValueError:
        raise Refused(_("The metadata hold no certificate that can be read.")) from None
    if isinstance(key, RSAPublicKey) and key.key_size < BITS:
        raise Refused(_("The provider's key is too short: it needs %(n)d bits.") % {"n": BITS})


def begin(sign_on: SignOn, ends: Ends) -> tuple[str, str]:
    """Where to send a person, and the id of the request, by which the answer is known."""
    kit = _kit()
    asked = kit["authn_request"].OneLogin_Saml2_Authn_Request(_settings(kit, sign_on, ends), set_nameid_policy=False)
    joint = "&" if urlsplit(sign_on.address).query else "?"
    return f"{sign_on.address}{joint}{urlencode({'SAMLRequest': asked.get_request()})}", str(asked.get_id())


def check(sign_on: SignOn, ends: Ends, response: str) -> Answer:
    """What the provider says, once all of it holds (SAML V2.0 Profiles, 4.1.4.3); raises `Unfit` where anything does not.
    Whether anybody here asked is for whoever knows the session: see `Answer.request_id`."""
    kit = _kit()
    if len(response) > LONGEST:
        raise Unfit(_("The answer of your institution could not be trusted."))
    back = urlsplit(ends.back)
    here = {"https": "on" if back.scheme == "https" else "off", "http_host": back.netloc, "script_name": back.path}
    try:
        told = kit["response"].OneLogin_Saml2_Response(_settings(kit, sign_on, ends), response)
        told.is_valid(here, raise_exceptions=True)
        fits = _fits(told, kit, ends)
    except Exception as error:
        logger.info("An answer by SAML was refused: %s %s", type(error).__name__, getattr(error, "code", ""))
        raise Unfit(_why(kit, getattr(error, "code", None))) from error
    if not fits:
        raise Unfit(_("The answer of your institution was made for another place."))
    facts = told.get_attributes()
    email = _first(facts, MAIL)
    return Answer(_subject(told, facts), email, _name(facts), str(told.get_in_response_to()))


def _fits(told: Any, kit: Any, ends: Ends) -> bool:
    """What the library lets pass when it is missing: for whom, in answer to what, for how long, at which address."""
    confirmed = kit["xml_utils"].OneLogin_Saml2_XML.query(told.get_xml_document(), ASSERTED)
    return bool(
        ends.name in told.get_audiences()
        and told.get_in_response_to()
        and told.get_assertion_not_on_or_after()
        and all(each.get("Recipient") == ends.back for each in confirmed)
    )


def _subject(told: Any, facts: Mapping[str, list[Any]]) -> str:
    """Who it is, as one word of fixed length. An e-mail address is nobody: addresses are given to somebody else."""
    for name in UID:
        if value := _first(facts, (name,)):
            return hashlib.sha256(f"{name}\n{value.lower()}".encode()).hexdigest()
    if told.get_nameid_format() == PERSISTENT and told.get_nameid():
        return hashlib.sha256(f"{PERSISTENT}\n{told.get_nameid()}".encode()).hexdigest()
    raise Unfit(
        _("Your institution told us no lasting name for you, only one that may change or pass to somebody else.")
    )


def _first(facts: Mapping[str, list[Any]], names: tuple[str, ...]) -> str:
    found = (value for name in names for value in facts.get(name, ()) if isinstance(value, str) and value.strip())
    return next(found, "").strip()


def _name(facts: Mapping[str, list[Any]]) -> str:
    return _first(facts, NAME) or f"{_first(facts, GIVEN)} {_first(facts, FAMILY)}".strip()


def _kit() -> Any:
    kit = _toolkit()
    if kit is None:
        raise Unfit(_("Your institution's sign-on does not answer just now."))
    return kit


def _settings(kit: Any, sign_on: SignOn, ends: Ends) -> Any:
    return kit["settings"].OneLogin_Saml2_Settings(
        settings={
            "strict": True,
            "sp": {"entityId": ends.name, "assertionConsumerService": {"url": ends.back}},
            "idp": {
                "entityId": sign_on.issuer,
                "singleSignOnService": {"url": sign_on.address},
                "x509certMulti": {"signing": sign_on.certificates.split()},
            },
            "security": {
                "requestedAuthnContext": False,
                "rejectDeprecatedAlgorithm": True,
                "wantAttributeStatement": False,
                "wantNameId": False,
                "allowRepeatAttributeName": True,
                "allowSingleLabelDomains": True,
            },
        }
    )


def _why(kit: Any, code: int | None) -> str:
    """A sentence for the person."""
    errors = kit["errors"].OneLogin_Saml2_ValidationError
    late = {errors.ASSERTION_EXPIRED, errors.SESSION_EXPIRED, errors.ASSERTION_TOO_EARLY}
    elsewhere = {errors.WRONG_AUDIENCE, errors.WRONG_DESTINATION, errors.EMPTY_DESTINATION, errors.WRONG_ISSUER}
    if code in late:
        return _("The answer of your institution came too late.")
    if code in elsewhere:
        return _("The answer of your institution was made for another place.")
    if code == errors.WRONG_SUBJECTCONFIRMATION:
        return _("The answer of your institution came too late, or was made for another place.")
    if code == errors.STATUS_CODE_IS_NOT_SUCCESS:
        return _("Your institution did not let you in.")
    return _("The answer of your institution could not be trusted.")
