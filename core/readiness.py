"""Is the machinery ready? The lines of /setup/ that need no domain words."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import moments, outbox
from core.events import Event
from core.extensions import Check, checks
from core.models import OutboxEvent

State = tuple[bool, str | Promise]
PATIENCE = timedelta(seconds=30)
WAIT = 3.0
SECRET = 40


class Pinged(Event):
    """Somebody asks whether a worker is there."""


@checks.register
class SecretCheck(Check):
    key, label, order = "core.secret", gettext_lazy("A secret of its own"), 10

    def state(self) -> State:
        if settings.MODE in {"development", "test"}:
            return False, _("This is a development installation, its secret is known to everybody.")
        if len(settings.SECRET_KEY) < SECRET:
            return False, _("COLLOQUY_SECRET_KEY is short. Take 50 random characters.")
        return True, _("Sessions and links in mails are signed with it.")


@checks.register
class AddressCheck(Check):
    key, label, order = "core.address", gettext_lazy("The address people type"), 11

    def state(self) -> State:
        parts = urlsplit(settings.BASE_URL)
        words = {"url": settings.BASE_URL}
        if settings.PRODUCTION and (parts.scheme != "https" or parts.hostname in {"localhost", "127.0.0.1"}):
            return False, _("COLLOQUY_BASE_URL is %(url)s. Links in mails need the https address of this site.") % words
        return True, _("Links in mails begin with %(url)s.") % words


@checks.register
class DatabaseCheck(Check):
    key, label, order = "core.database", gettext_lazy("The database"), 12

    def state(self) -> State:
        if connection.vendor == "sqlite":
            words = _("SQLite: one file, enough for a demonstration or one small course. Use PostgreSQL for more.")
            return not settings.PRODUCTION, words
        return True, _("PostgreSQL.")

    def test(self, actor: Any) -> str:
        started = time.perf_counter()
        with transaction.atomic():
            row = OutboxEvent.objects.create(name="core.Probe", handled_at=timezone.now())
            row.delete()
        ms = (time.perf_counter() - started) * 1000
        return _("A row was written and taken away again in %(ms)d ms.") % {"ms": max(ms, 1)}


@checks.register
class StorageCheck(Check):
    key, label, order = "core.storage", gettext_lazy("A place for files"), 13

    def state(self) -> State:
        place = getattr(default_storage, "location", "")
        if place and Path(place).exists() and not _writable(Path(place)):
            return False, _("The folder for files cannot be written to.")
        return True, _("Uploads are kept outside the web and served under the rules of their owner.")

    def test(self, actor: Any) -> str:
        content = uuid4().hex.encode()
        try:
            key = default_storage.save(f"probe/{uuid4().hex}", ContentFile(content))
            with default_storage.open(key) as file:
                same = file.read() == content
            default_storage.delete(key)
        except OSError as error:
            return _("It failed: %(why)s") % {"why": error.strerror or error.__class__.__name__}
        return _("A file was written, read and deleted.") if same else _("What was read is not what was written.")


def _writable(folder: Path) -> bool:
    try:
        probe = folder / f".probe-{uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


@checks.register
class WorkerCheck(Check):
    key, label, order = "core.worker", gettext_lazy("A worker in the background"), 14

    def state(self) -> State:
        if (behind := _behind()) is not None:
            return False, _("Nobody has worked since %(when)s. Start the worker and beat.") % {"when": behind}
        ping = OutboxEvent.objects.filter(name=Pinged.name).order_by("-pk").first()
        if ping is None:
            return False, _("Nobody has tried it yet.")
        return True, _("It answered %(when)s.") % {"when": moments.relative(ping.handled_at or ping.emitted_at)}

    def test(self, actor: Any) -> str:
        with transaction.atomic():
            row = outbox.emit(Pinged())
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            row.refresh_from_db()
            if row.handled_at:
                seconds = (row.handled_at - row.emitted_at).total_seconds()
                return _("A worker answered after %(seconds).1f seconds.") % {"seconds": seconds}
            time.sleep(0.1)
        return _("No worker has answered within %(seconds)d seconds. Look again in a moment.") % {"seconds": WAIT}


def _behind() -> str | None:
    """Since when events wait, if they wait longer than a worker ever lets them."""
    waiting = OutboxEvent.objects.filter(handled_at__isnull=True, emitted_at__lt=timezone.now() - PATIENCE)
    oldest = waiting.order_by("emitted_at").first()
    return moments.clock(oldest.emitted_at) if oldest else None


@checks.register
class ClockCheck(Check):
    key, label, order = "core.clock", gettext_lazy("The time zone"), 15

    def state(self) -> State:
        now = timezone.localtime(timezone.now(), timezone.get_default_timezone())
        words = {"zone": settings.TIME_ZONE, "time": f"{now:%H:%M}"}
        return True, _("%(zone)s, where it is %(time)s now. Courses and people have their own.") % words


@checks.register
class DemoCheck(Check):
    key, label, order = "core.demo", gettext_lazy("Not a demonstration"), 16

    def state(self) -> State:
        if settings.DEMO:
            return False, _("This is the demonstration: anybody may sign in as anybody. Keep nothing real in it.")
        return True, _("Nobody comes in without an account.")
