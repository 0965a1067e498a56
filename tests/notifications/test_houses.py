"""Mail is of the institution it is about: its sender, and the address in every link."""

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import Institution
from accounts.services import grant, plant
from notifications import services
from notifications.choices import DIGEST, Level
from notifications.models import DigestSchedule, Mail, Notice
from tests.factories.notifications import MailFactory
from tests.notifications.kinds import wave

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def sent() -> None:
    """By day and by night: whoever gets it keeps no quiet hours."""
    mail = Mail.objects.get()
    schedule, _made = DigestSchedule.objects.get_or_create(user=mail.recipient)
    DigestSchedule.objects.filter(pk=schedule.pk).update(quiet_from=None, quiet_until=None)
    Mail.objects.update(due_at=timezone.now())
    services.send(mail.pk)


def test_links_and_sender_are_of_the_house_it_happened_in(waves: None, cast: "Cast") -> None:
    """Cleo belongs to two; a mail is of one of them, a digest of both is the site's, and each link leads to its house."""
    north, south = cast.institution, plant(kind=ScopeKind.INSTITUTION, name="Southmoor", parent=cast.institution.parent)
    grant(user=cast.cleo, scope=plant(kind=ScopeKind.COURSE, name="Soil", parent=south), role=Role.LEARNER)
    for scope, host in ((north, "north.example.org"), (south, "south.example.org")):
        Institution.objects.create(scope=scope, host=host)
        scope.settings = {"mail_from": f"{scope.name} <mail@{host}>"}
        scope.save()
    wave(cast.cleo, actor=cast.ada, scope=cast.course_scope.pk)
    sent()
    prompt = outgoing.outbox[0]
    assert prompt.from_email == f"{north.name} <mail@north.example.org>"
    assert set(re.findall(r"https?://[^/\s]+", prompt.body)) == {"http://north.example.org:8000"}
    assert "//north.example.org:8000/notices/stop/" in prompt.extra_headers["List-Unsubscribe"]
    Mail.objects.all().delete()
    Notice.objects.update(mail=None, level=Level.DIGEST)
    wave(cast.cleo, actor=cast.ada, scope=south.pk)
    Mail.objects.all().delete()
    Notice.objects.update(mail=MailFactory(recipient=cast.cleo, kind=DIGEST, fold=DIGEST))
    sent()
    digest = outgoing.outbox[1]
    assert digest.from_email == settings.DEFAULT_FROM_EMAIL
    assert [f"* {name} *" in digest.body for name in (cast.course_scope.name, "Southmoor")] == [True, True]
    for notice in Notice.objects.all():
        host = "south" if notice.institution_id == south.pk else "north"
        assert f"//{host}.example.org:8000/inbox/{notice.pk}/" in digest.body
