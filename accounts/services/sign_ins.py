"""Where a person is signed in: each device once, and the way to end it from another."""

import re
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import SignIn

if TYPE_CHECKING:
    from accounts.models import User

STALE = timedelta(minutes=15)
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))


def device_of(agent: str) -> str:
    """A browser and a machine as people call them; no more of what it says of itself is kept."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "Linux" if "Linux" in agent else "")
    plain = re.sub(r"[^\w ./-]", "", agent.partition(" ")[0])[:60]
    return ", ".join(word for word in (browser, system) if word) or plain


@transaction.atomic
def note_sign_in(*, user: "User", session_key: str, device: str) -> None:
    """Somebody has come in on this device."""
    facts = {"user": user, "device": device, "since": timezone.now(), "last_used_at": timezone.now()}
    SignIn.objects.update_or_create(session_key=session_key, defaults=facts)


def note_use(session_key: str) -> None:
    """They are still there; written down every quarter of an hour at most."""
    if cache.add(f"used:{session_key}", 1, STALE.total_seconds()):
        SignIn.objects.filter(session_key=session_key).update(last_used_at=timezone.now())


def sign_ins_of(user: "User") -> list[SignIn]:
    """The devices that are still signed in. Two queries."""
    rows = list(SignIn.objects.filter(user=user).order_by("-last_used_at")[:100])
    live = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    keys = set(live.values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in keys]


@transaction.atomic
def end_sign_in(*, actor: "User", sign_in: SignIn) -> None:
    """Sign out on one of one's own devices."""
    if sign_in.user_id == actor.pk:
        import_module(settings.SESSION_ENGINE).SessionStore(sign_in.session_key).delete()
        sign_in.delete()


@transaction.atomic
def end_others(*, actor: "User", keep: str) -> None:
    """Sign out everywhere else, also where no row tells of it; the caller renews the session that stays."""
    for row in SignIn.objects.filter(user=actor).exclude(session_key=keep):
        end_sign_in(actor=actor, sign_in=row)
    actor.sessions_ended += 1
    actor.save(update_fields=["sessions_ended"])
