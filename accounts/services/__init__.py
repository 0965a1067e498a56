"""Verbs of people and places, one module for each noun."""

from accounts.services.audiences import audience_of_members, audience_of_roles, check_audiences, keep_readers, recount
from accounts.services.founding import (
    appoint,
    become_first,
    first_link,
    found,
    has_administrator,
    opens_first,
    relieve,
)
from accounts.services.hosts import address_at, base_url, bases_of
from accounts.services.institutions import change_look
from accounts.services.looks import place_of, sheet_of
from accounts.services.many import Seat, end_many, grant_many
from accounts.services.memberships import end_membership, grant
from accounts.services.people import block, register, unblock
from accounts.services.placeholders import (
    Newcomer,
    claim_placeholder,
    decline_placeholder,
    offer_placeholders,
    stand_in,
    take_in,
)
from accounts.services.profiles import change_profile, erase, export
from accounts.services.scopes import plant, site, transplant
from accounts.services.second_factor import factors_of, forget_factors, is_proven
from accounts.services.senders import institution_of, sender_for
from accounts.services.sign_ins import device_of, end_others, end_sign_in, note_sign_in, note_use, sign_ins_of
from accounts.services.sign_ons import change_sign_on, find_metadata, is_taken, key_of, remove_sign_on, try_sign_on
from accounts.services.standings import clear_standing, set_standing
from accounts.services.uploads import change_limits, limits_of

__all__ = [
    "Newcomer",
    "Seat",
    "address_at",
    "appoint",
    "audience_of_members",
    "audience_of_roles",
    "base_url",
    "bases_of",
    "become_first",
    "block",
    "change_limits",
    "change_look",
    "change_profile",
    "change_sign_on",
    "check_audiences",
    "claim_placeholder",
    "clear_standing",
    "decline_placeholder",
    "device_of",
    "end_many",
    "end_membership",
    "end_others",
    "end_sign_in",
    "erase",
    "export",
    "factors_of",
    "find_metadata",
    "first_link",
    "forget_factors",
    "found",
    "grant",
    "grant_many",
    "has_administrator",
    "institution_of",
    "is_proven",
    "is_taken",
    "keep_readers",
    "key_of",
    "limits_of",
    "note_sign_in",
    "note_use",
    "offer_placeholders",
    "opens_first",
    "place_of",
    "plant",
    "recount",
    "register",
    "relieve",
    "remove_sign_on",
    "sender_for",
    "set_standing",
    "sheet_of",
    "sign_ins_of",
    "site",
    "stand_in",
    "take_in",
    "transplant",
    "try_sign_on",
    "unblock",
]
