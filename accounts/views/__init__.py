from accounts.views.people import block, me, profile, unblock
from accounts.views.privacy import download, erase, privacy
from accounts.views.settings import account, settings, settings_profile
from accounts.views.setup import appoint, arrange, first, found, relieve, setup, try_check
from accounts.views.sign_ins import end_others, end_sign_in, second_step, sign_ins

__all__ = [
    "account",
    "appoint",
    "arrange",
    "block",
    "download",
    "end_others",
    "end_sign_in",
    "erase",
    "first",
    "found",
    "me",
    "privacy",
    "profile",
    "relieve",
    "second_step",
    "settings",
    "settings_profile",
    "setup",
    "sign_ins",
    "try_check",
    "unblock",
]
