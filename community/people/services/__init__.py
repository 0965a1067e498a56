"""Verbs between two people: being introduced, greeting, connecting, parting."""

from community.people.services.connections import end_connection, part_from_graded
from community.people.services.hellos import accept_hello, decline_hello, hide_hello, restore_hello, say_hello
from community.people.services.introductions import introduce, skip, withdraw
from community.people.services.suggestions import bring_back, monday_of, set_aside, suggest_due, suggest_for

__all__ = [
    "accept_hello",
    "bring_back",
    "decline_hello",
    "end_connection",
    "hide_hello",
    "introduce",
    "monday_of",
    "part_from_graded",
    "restore_hello",
    "say_hello",
    "set_aside",
    "skip",
    "suggest_due",
    "suggest_for",
    "withdraw",
]
