from accounts.views.institutions import (
    institution,
    institution_add,
    institution_files,
    institution_look,
    institution_remove,
    institution_sheet,
    institution_sign_on,
    institution_try,
)
from accounts.views.people import block, me, profile, unblock
from accounts.views.privacy import download, erase, privacy
from accounts.views.settings import account, settings, settings_profile
from accounts.views.setup import appoint, arrange, first, found, relieve, setup, try_check
from accounts.views.sign_ins import end_others, end_sign_in, second_step, sign_ins
from accounts.views.sign_on import sign_on, sign_on_back, sign_on_metadata

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
    "institution",
    "institution_add",
    "institution_files",
    "institution_look",
    "institution_remove",
    "institution_sheet",
    "institution_sign_on",
    "institution_try",
    "me",
    "privacy",
    "profile",
    "relieve",
    "second_step",
    "settings",
    "settings_profile",
    "setup",
    "sign_ins",
    "sign_on",
    "sign_on_back",
    "sign_on_metadata",
    "try_check",
    "unblock",
]
