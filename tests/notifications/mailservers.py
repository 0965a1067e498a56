"""Mail servers on loopback that behave as real ones do on a bad day."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from tests.workers.running import free_port

USER, WORD = "colloquy", "a-long-word"


@dataclass
class Office:
    """Takes every mail, unless `answers` has something else to say next; `drop` hangs up in the middle of DATA."""

    answers: list[str] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    drop: int = 0
    slow: float = 0.0
    taken: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    greetings: list[str | None] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient and (said := self.to_recipient.pop(0)) != "250 OK":
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drop:
            self.drop -= 1
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        await asyncio.sleep(self.slow)
        if self.answers and (said := self.answers.pop(0)) != "250 OK":
            return said
        self.taken.append(envelope)
        self.encrypted.append(session.ssl is not None)
        self.greetings.append(session.host_name)
        return "250 OK"


@contextmanager
def serving(office: Office, **options: Any) -> Iterator[None]:
    """Django's settings point at this server as long as it runs."""
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    host = "localhost" if "tls_context" in options else "127.0.0.1"
    backend = "core.mailserver.Backend"
    try:
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST=host, EMAIL_PORT=controller.port):
            yield
    finally:
        controller.stop()


def sign_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = (data.login, data.password) == (USER.encode(), WORD.encode())
    return AuthResult(success=known, handled=known)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost, made now, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, secret = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, secret)
    return public, context
