"""Verbs of people and places, one module for each noun."""

from accounts.services.audiences import audience_of_members, audience_of_roles, check_audiences, recount
from accounts.services.founding import (
    appoint,
    become_first,
    first_link,
    found,
    has_administrator,
    opens_first,
    relieve,
)
from accounts.services.memberships import end_membership, grant
from accounts.services.people import block, register, unblock
from accounts.services.placeholders import (
    Newcomer,
    claim_placeholder,
    decline_placeholder,
    offer_placeholders,
    take_in,
)
from accounts.services.profiles import change_profile, erase, export
from accounts.services.scopes import plant, site
from accounts.services.standings import clear_standing, set_standing

__all__ = [
    "Newcomer",
    "appoint",
    "audience_of_members",
    "audience_of_roles",
    "become_first",
    "block",
    "change_profile",
    "check_audiences",
    "claim_placeholder",
    "clear_standing",
    "decline_placeholder",
    "end_membership",
    "erase",
    "export",
    "first_link",
    "found",
    "grant",
    "has_administrator",
    "offer_placeholders",
    "opens_first",
    "plant",
    "recount",
    "register",
    "relieve",
    "set_standing",
    "site",
    "take_in",
    "unblock",
]
