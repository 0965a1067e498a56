from accounts.views.people import block, me, profile, unblock
from accounts.views.privacy import download, erase, privacy
from accounts.views.settings import account, settings, settings_profile
from accounts.views.setup import appoint, arrange, first, found, relieve, setup, try_check

__all__ = [
    "account",
    "appoint",
    "arrange",
    "block",
    "download",
    "erase",
    "first",
    "found",
    "me",
    "privacy",
    "profile",
    "relieve",
    "settings",
    "settings_profile",
    "setup",
    "try_check",
    "unblock",
]
