"""Secrets that have to be read again (keys of second factors, client secrets), sealed before they reach the database;
numbers that a page carries and that its reader is not to read.

The key comes from SECRET_KEY; a key that was retired opens what it sealed as long as it is in SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK = "sealed:"
NONCE, NUMBER = 12, 8


class Broken(ValueError):
    """What was sealed cannot be opened with the keys of this installation."""


def seal(text: str) -> str:
    return MARK + _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises `Broken` when the key has gone, for instance after a restore without its keys."""
    try:
        return _keys().decrypt(sealed.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        message = (
            "This secret was sealed with another COLLOQUY_SECRET_KEY. Restore that key, or enter the secret again."
        )
        raise Broken(message) from None


def seal_number(number: int, *, about: str) -> str:
    """48 characters, others each time, which only `unseal_number` with the same `about` can read: they do not even tell
    whether the number is still the same."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(_secrets()[0], about).encrypt(nonce, number.to_bytes(NUMBER, "big"), None)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal_number(sealed: str, *, about: str) -> int:
    """Raises `Broken` for what was not sealed here, or about something else."""
    for secret in _secrets():
        try:
            raw = base64.urlsafe_b64decode(sealed)
            return int.from_bytes(_cipher(secret, about).decrypt(raw[:NONCE], raw[NONCE:], None), "big")
        except (ValueError, InvalidTag):
            continue
    raise Broken


def _cipher(secret: str, about: str) -> AESGCM:
    return AESGCM(hashlib.sha256(f"core.seals.number:{about}:{secret}".encode()).digest())


def _secrets() -> list[str]:
    return [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _keys() -> MultiFernet:
    return MultiFernet(Fernet(_key(secret)) for secret in _secrets())


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"core.seals:" + secret.encode()).digest())
