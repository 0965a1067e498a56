"""Where allauth meets our people."""

from accounts.adapters.people import AccountAdapter, SecondFactorAdapter, listen
from accounts.adapters.sign_on import SignOnAdapter

__all__ = ["AccountAdapter", "SecondFactorAdapter", "SignOnAdapter", "listen"]
