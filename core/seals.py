"""Secrets that have to be read again (keys of second factors, client secrets), sealed before they reach the database.

The key comes from SECRET_KEY; a key that was retired opens what it sealed as long as it is in SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK = "sealed:"


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


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(Fernet(_key(str(secret))) for secret in secrets)


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"core.seals:" + secret.encode()).digest())
