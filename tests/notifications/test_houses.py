"""Mail is of the institution it is about: its sender, and the address in every link."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import Institution, Scope
from accounts.rights import Here, rights_of, standing
from accounts.services import grant, plant
from notifications import services
from notifications.models import UNKNOWN, DigestSchedule, Happening, Mail, Notice
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
    """Cleo belongs to two; a mail is of the one it tells of, and so is each link in it."""
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


@pytest.fixture
def both(cast: "Cast") -> dict[str, Scope]:
    """Cleo learns in two institutions, each on a host of its own, and was told of something in each, and of the site."""
    north, south = cast.institution, plant(kind=ScopeKind.INSTITUTION, name="Southmoor", parent=cast.site)
    grant(user=cast.cleo, scope=plant(kind=ScopeKind.COURSE, name="Soil", parent=south), role=Role.LEARNER)
    for scope, host in ((north, "north.example.org"), (south, "south.example.org")):
        Institution.objects.create(scope=scope, host=host)
        scope.settings = {"mail_from": f"{scope.name} <mail@{host}>"}
        scope.save()
    for scope in (cast.course_scope, south, cast.site):
        wave(cast.cleo, actor=cast.ada, scope=scope.pk)
    return {"north": north, "south": south}


def digests(cast: "Cast") -> list[Any]:
    """Cleo's digests, sent as if their hour had come."""
    Mail.objects.all().delete()
    DigestSchedule.objects.update_or_create(user=cast.cleo, defaults={"next_at": timezone.now() - timedelta(seconds=1)})
    assert services.digest_due() == 1
    Mail.objects.update(due_at=timezone.now())
    services.send_due()
    return sorted(outgoing.outbox, key=lambda mail: str(mail.from_email))


def hosts_in(mail: Any) -> set[str]:
    return set(re.findall(r"https?://([^/\s:]+)", f"{mail.body} {mail.alternatives} {mail.extra_headers}"))


def test_somebody_of_two_gets_a_digest_of_each_and_each_names_itself_only(
    quiet_waves: None, cast: "Cast", both: dict[str, Scope]
) -> None:
    site, north, south = digests(cast)
    assert (north.from_email, south.from_email, site.from_email) == (
        f"{both['north'].name} <mail@north.example.org>",
        "Southmoor <mail@south.example.org>",
        settings.DEFAULT_FROM_EMAIL,
    )
    assert (hosts_in(north), hosts_in(south)) == ({"north.example.org"}, {"south.example.org"})
    assert [cast.course_scope.name in mail.body for mail in (north, south, site)] == [True, False, False]
    assert ["Southmoor" in mail.body for mail in (north, south, site)] == [False, True, False]
    assert len({mail.extra_headers["Message-ID"] for mail in (north, south, site)}) == 3


def test_institutions_without_hosts_share_the_digest_of_the_site(
    quiet_waves: None, cast: "Cast", both: dict[str, Scope]
) -> None:
    Institution.objects.all().delete()
    (mail,) = digests(cast)
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    assert [f"* {name} *" in mail.body for name in (cast.course_scope.name, "Southmoor")] == [True, True]


def test_old_notice_is_on_no_institution_s_host_until_its_place_is_known(
    quiet_waves: None, cast: "Cast", both: dict[str, Scope]
) -> None:
    Notice.objects.update(institution_id=UNKNOWN)
    Happening.objects.update(scope_id=None)
    assert shown(cast, both) == {"": 3, "north": 0, "south": 0}
    assert services.place_old() == 3
    assert services.place_old() == 0
    assert shown(cast, both) == {"": 3, "north": 2, "south": 2}  # each its own and the site's
    Notice.objects.update(institution_id=UNKNOWN)
    Happening.objects.update(scope_id=None, payload={"actor_id": 1, "people": [], "scope_id": 0})
    services.place_old()
    assert shown(cast, both) == {"": 3, "north": 0, "south": 0}


def shown(cast: "Cast", both: dict[str, Scope]) -> dict[str, int]:
    found = {}
    for name, path in {"": "", **{name: scope.path for name, scope in both.items()}}.items():
        with standing(Here(path=path)):
            found[name] = Notice.objects.visible_to(rights_of(cast.cleo)).unread().count()
    return found
