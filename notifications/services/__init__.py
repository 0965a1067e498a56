"""Verbs of being told: writing notices, mailing them, gathering digests, reading them, wanting less."""

from notifications.services.digests import digest_due, expect, replan
from notifications.services.placing import place_old
from notifications.services.preferring import Stop, prefer, read_stop, schedule_of, set_rhythm, stop
from notifications.services.reading import mark_all_read, mark_read, mark_read_about
from notifications.services.ringing import ring_streams
from notifications.services.sending import send, send_due, send_test
from notifications.services.telling import tell
from notifications.services.trying import how_far, try_mail
from notifications.services.wording import words_of

__all__ = [
    "Stop",
    "digest_due",
    "expect",
    "how_far",
    "mark_all_read",
    "mark_read",
    "mark_read_about",
    "place_old",
    "prefer",
    "read_stop",
    "replan",
    "ring_streams",
    "schedule_of",
    "send",
    "send_due",
    "send_test",
    "set_rhythm",
    "stop",
    "tell",
    "try_mail",
    "words_of",
]
