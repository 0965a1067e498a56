"""What the forms do not say by themselves: bodies that are good, for the routes that change something.

A route that is new here is asked with its own form, filled in as a person would (tests/routes/filling.py). Where that is
not enough, its fields stand here: a dict, or a function of the world that gives one; None leaves a field out.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import Post, Thread
from courses.models import Part
from tests.community.test_files import photograph
from tests.world import World

Body = dict[str, Any]


def picture(_world: World) -> Body:
    return {"files": SimpleUploadedFile("film.jpg", photograph(), "image/jpeg")}


def _sign_on(_world: World) -> Body:
    return {"label": "Northmoor", "issuer": "https://id.example.org", "client_id": "colloquy", "domains": "example.org"}


def _sibling(world: World) -> Thread:
    """Another thread in the same place."""
    thread = Thread.objects.get(pk=world.things["thread_id"])
    return Thread.objects.exclude(pk=thread.pk).filter(
        space=thread.space_id, kind="question", state="posted", privacy=""
    )[0]


def _about(world: World) -> Body:
    """The words of a text of the unit in which the thread stands."""
    course = Thread.objects.get(pk=world.things["thread_id"]).course
    part = Part.objects.filter(unit__course=course, kind="text").exclude(text="")[0]
    return {"about-part": part.key, "about-words": part.text[:20]}


def _answer(world: World) -> int:
    return int(Post.objects.filter(thread=world.things["thread_id"], seq__gt=1, state="posted")[0].pk)


PASSWORD = "correct-horse-battery"
RULE = {"line": "Answer within a week.", "nudges": "(?i)later => Do you know when?"}
BODIES: dict[str, Body | Callable[[World], Body]] = {
    "account_signup": {"name": "Nia", "email": "nia@example.org", "password1": PASSWORD, "password2": PASSWORD, "password": PASSWORD},
    "accounts:institution-look": {"name": "North", "accent": "#00457c", "mail_name": "", "host": "n.example.org", "mail_address": ""},
    "accounts:institution-add": _sign_on,
    "accounts:institution-sign-on": _sign_on,
    "accounts:appoint": lambda world: {"email": world.cast.fay.email, "role": "moderator", "scope": world.cast.institution.pk},
    "courses:studio-copy": {"title": "Again", "days": "0", "copy": "1"},
    "courses:studio-tick": lambda world: {"item": world.bodies["courses:studio-tick"]["item"]},
    "courses:studio-invite": {"emails": "newcomer@example.org"},
    "courses:studio-link-new": {"domain": "example.org"},
    "courses:studio-unit-state": {"do": "retire"},
    "ethics:studio-rule-new": RULE,
    "ethics:studio-rule": RULE,
    "moderation:case-decide": {"outcome": "no_breach", "pause_days": None, "quote": "", "do": "send"},
    "moderation:appeal-case": {"outcome": "upheld", "answer": "It names a patient, whoever reads it."},
    "community:carry": lambda world: {"thread": world.things["kept_thread"]},
    "community:carry-over": lambda world: {"space": world.things["space_id"], "replies": "open"},
    "community:consent-answer": {"answer": "no"},
    "community:announce": {"publish_at": None, "expires_at": None, "urgent_reason": None, "group": None},
    "community:thread-about": _about,
    "community:poll-new": {"choices": "Yes\nNo"},
    "community:first-look": lambda world: {"person": world.cast.cleo.pk, "reason": "As agreed.", "until": "2030-01-01"},
    "community:labels": {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Films", "form-0-tone": "", "form-0-position": "1"},
    "community:thread-point": lambda world: {"address": f"/t/{Thread.objects.exclude(pk=world.things['thread_id']).filter(kind='question', privacy='', state='posted').order_by('pk')[0].pk}/"},
    "community:thread-consent": {"answer": "no"},
    "community:reading": {"do": "mute"},
    "community:unit-reading": {"do": "feed"},
    "community:space-look": {"source": "A *few* words."},
    "community:thread-look": {"source": "A *few* words."},
    "community:space-draft": {"source": "Half a thought"},
    "community:thread-draft": {"source": "Half a thought"},
    "community:post-helped": {"on": "1"},
    "community:post-react": {"say": "thanks", "on": "1"},
    "community:post-follow-up": {"on": "1"},
    "community:post-bring-back": {"version": "2"},
    "community:shared-answer": {"source": "Foam, always.", "seen": "2"},
    "community:thread-files": picture,
    "community:space-files": picture,
    "community:post-files": picture,
    "community:tend-many": lambda world: {"thread": [world.things["thread_id"]], "do": "keep"},
    "community:thread-kind": {"kind": "claim"},
    "community:thread-split": lambda world: {"posts": [_answer(world)], "title": "A matter of its own", "kind": "claim"},
    "community:thread-merge": lambda world: {"address": f"/t/{_sibling(world).pk}/"},
    "community:thread-phrases": {"source": "Half a thought"},
    "community:post-warn": {"warnings": "other", "warning_words": "A picture of a wound"},
    "mentoring:new": {"slug": "autumn", "title": "Autumn", "opens_on": "2027-09-01", "asks_until": "2027-09-20", "ends_on": "2027-12-01"},
}  # fmt: skip
DOERS: dict[str, str] = {
    "account_signup": "anon",
    "notifications:read-all": "cleo",
    "community:post-helped": "cleo",
    "community:introduce-withdraw": "cleo",
    "community:reading": "cleo",
    "community:carry": "ada",
    "community:carry-over": "ada",
}
"""Who does it, where the last of those who may is not the one whose form is shown."""

SESSION, LOOK, TWICE = (
    "it is kept in a cookie or in the session",
    "it only looks",
    "there is nothing of the kind to change",
)
WRITES_NO_ROW: dict[str, str] = {
    "core:theme": SESSION,
    "account_logout": SESSION,
    "ethics:rules-later": SESSION,
    "accounts:download": LOOK,
    "ethics:studio-step": LOOK,
    "community:space-look": LOOK,
    "community:thread-look": LOOK,
    "community:nudges": "it counts, and here no rule asks anything",
    "community:thread-unpoint": TWICE,
    "community:introduce-skip": TWICE,
    "moderation:case-show-again": TWICE,
    "moderation:ask-again": TWICE,
    "community:post-forget": TWICE,
    "community:marks-release": "no mark waits to be released",
    "community:post-withdraw": TWICE,
    "mentoring:back": TWICE,
    "mentoring:meeting-note": "no meeting is picked yet",
}
"""Routes that take a POST and, as the world stands, write no row, with the reason."""

DOOR, FACTOR, FILE = (
    "tests/accounts/test_entrance.py",
    "tests/accounts/test_second_factor.py",
    "tests/courses/test_import_doors.py",
)
ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(
        [
            "account_login", "account_email_verification_sent", "account_reauthenticate", "account_change_password",
            "account_set_password", "account_confirm_login_code", "account_reset_password",
            "account_reset_password_from_key", "socialaccount_connections",
        ],
        DOOR,
    ),
    **dict.fromkeys(
        [
            "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_generate_recovery_codes",
            "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_login_webauthn",
            "mfa_reauthenticate_webauthn",
        ],
        FACTOR,
    ),
    "accounts:institution-try": "tests/accounts/test_sign_on.py",
    "accounts:erase": "tests/accounts/test_profiles.py",
    "community:thread-names": "tests/community/test_names.py",
    "ethics:rules": "tests/ethics/test_rules_screen.py",
    "courses:place-roster": "tests/courses/test_oneroster.py",
    "courses:studio-import": FILE,
    "courses:studio-import-new": FILE,
    "moderation:appeal": "tests/moderation/test_appeals.py",
}  # fmt: skip
"""Routes whose change needs more than one request can carry (a password, a key, an archive), and the tests that make it."""
