import secrets

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
LENGTH = 8


def new_ref() -> str:
    """A reference for a case, an ask or an appeal: random, no vowels, nothing to count."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
