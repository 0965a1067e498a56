from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail as outgoing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import appoint, become_first, end_membership, first_link, found, grant, plant, relieve, site
from core import outbox
from core.extensions import checks
from core.models import OutboxEvent
from core.policy import Refused
from core.readiness import Pinged
from notifications import services as notices
from notifications.models import Mail
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
FIRST = {"name": "Lea", "email": "Lea@example.org", "password": "correct-horse-battery"}


def printed() -> str:
    out = StringIO()
    call_command("setup_link", stdout=out)
    return out.getvalue().strip().removeprefix("http://localhost:8000")


def test_link_of_the_server_makes_the_first_administrator_once(client: Client) -> None:
    link = printed()
    assert client.get(link).status_code == 200
    assert client.post(link, FIRST)["Location"] == reverse("accounts:setup")
    lea = User.objects.get(email="lea@example.org")
    assert rights_of(lea).is_site_admin
    assert client.get(reverse("accounts:setup")).status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().post(link, FIRST | {"email": "eve@example.org"}).status_code == 404
    with pytest.raises(CommandError):
        printed()


def test_first_administrator_signs_in_without_mail(client: Client) -> None:
    become_first(name="Lea", email="lea@example.org", password=FIRST["password"])
    response = client.post("/accounts/login/", {"login": "lea@example.org", "password": FIRST["password"]})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert outgoing.outbox == []


def test_second_who_holds_a_link_comes_too_late() -> None:
    become_first(name="Lea", email="lea@example.org", password="correct-horse-battery")
    with pytest.raises(Refused):
        become_first(name="Eve", email="eve@example.org", password="correct-horse-battery")


def test_link_ends_after_a_day(client: Client) -> None:
    link = printed()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "ImZpcnN0Ig:1abc:forged"])
def test_link_that_was_not_printed_opens_nothing(client: Client, token: str) -> None:
    assert client.get(reverse("accounts:first", args=[token])).status_code == 404


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"password": "password"}, {"email": "no"}, {"name": " "}])
def test_first_administrator_needs_a_decent_password(client: Client, wrong: dict[str, str]) -> None:
    assert client.post(printed(), FIRST | wrong).status_code == 422
    assert not User.objects.exists()


def test_there_is_no_link_where_somebody_administers(cast: "Cast") -> None:
    assert first_link() is None
    end_membership(user=cast.lea, scope=cast.site)
    assert first_link() is not None


def test_site_that_nobody_looks_after_says_how_to_begin(client: Client) -> None:
    site()
    page = client.get(reverse("accounts:setup"))
    assert (page.status_code, "manage.py setup_link" in page.content.decode()) == (200, True)


def test_setup_says_of_every_part_whether_it_is_ready(cast: "Cast", client: Client) -> None:
    client.force_login(cast.lea)
    page = client.get(reverse("accounts:setup")).content.decode()
    assert all(str(check.label) in page for check in checks)
    assert page.count("Try it") == sum(
        type(check).test is not __import__("core.extensions").extensions.Check.test for check in checks
    )


KEYS = {
    "core.secret", "core.address", "core.database", "core.storage", "core.worker", "core.clock", "core.demo",
    "accounts.administrators", "accounts.institution", "notifications.mail", "moderation.chain",
}  # fmt: skip


def test_everything_that_can_be_missing_has_a_line() -> None:
    assert {check.key for check in checks} >= KEYS


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("core.database", "A row was written"),
        ("core.storage", "A file was written, read and deleted"),
        ("core.demo", ""),
    ],
)
def test_button_tries_it_for_real(cast: "Cast", client: Client, key: str, words: str) -> None:
    client.force_login(cast.lea)
    page = client.post(reverse("accounts:try-check", args=[key]), follow=True).content.decode()
    assert words in page


def test_unknown_part_is_absent(cast: "Cast", client: Client) -> None:
    client.force_login(cast.lea)
    assert client.post(reverse("accounts:try-check", args=["no.such"])).status_code == 404


def test_test_mail_goes_the_whole_way(cast: "Cast", client: Client) -> None:
    client.force_login(cast.lea)
    assert not checks["notifications.mail"].state()[0]
    client.post(reverse("accounts:try-check", args=["notifications.mail"]))
    notices.send_due()
    assert [message.to for message in outgoing.outbox] == [[cast.lea.email]]
    assert checks["notifications.mail"].state()[0]
    Mail.objects.update(state=Mail.State.FAILED)
    assert not checks["notifications.mail"].state()[0]


@pytest.mark.django_db(transaction=True)
def test_worker_that_answers_is_ready(cast: "Cast") -> None:
    assert not checks["core.worker"].state()[0]
    assert "A worker answered" in str(checks["core.worker"].test(cast.lea))
    assert checks["core.worker"].state()[0]


def test_worker_that_sleeps_is_said(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.readiness.WAIT", 0.2)
    OutboxEvent.objects.all().delete()
    assert "No worker has answered" in str(checks["core.worker"].test(cast.lea))
    OutboxEvent.objects.update(emitted_at=timezone.now() - timedelta(minutes=2))
    ready, words = checks["core.worker"].state()
    assert not ready
    assert "Nobody has worked since" in str(words)
    outbox.handle(OutboxEvent.objects.get(name=Pinged.name).pk)
    assert checks["core.worker"].state()[0]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("core.secret", {"MODE": "production", "SECRET_KEY": "short"}),
        ("core.secret", {"MODE": "test"}),
        ("core.address", {"PRODUCTION": True, "BASE_URL": "http://colloquy.example.edu"}),
        ("core.address", {"PRODUCTION": True, "BASE_URL": "https://localhost"}),
        ("core.demo", {"DEMO": True}),
    ],
)
def test_what_is_not_right_is_said(db: None, settings: Any, key: str, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert not checks[key].state()[0]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("core.secret", {"MODE": "production", "SECRET_KEY": "x" * 50}),
        ("core.address", {"PRODUCTION": True, "BASE_URL": "https://colloquy.example.edu"}),
        ("core.clock", {}),
        ("core.demo", {"DEMO": False}),
    ],
)
def test_what_is_right_is_ready(db: None, settings: Any, key: str, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert checks[key].state()[0]


def test_institution_and_programme_are_founded(cast: "Cast", client: Client) -> None:
    client.force_login(cast.lea)
    form = {"kind": "institution", "name": " Harrow  mere ", "parent": cast.site.pk, "time_zone": "Asia/Kathmandu"}
    client.post(reverse("accounts:found"), form)
    place = Scope.objects.get(name="Harrow mere")
    assert (place.kind, place.parent, place.time_zone) == (ScopeKind.INSTITUTION, cast.site, "Asia/Kathmandu")
    form = {"kind": "programme", "name": "Nursing", "parent": place.pk, "time_zone": "UTC"}
    client.post(reverse("accounts:found"), form)
    assert Scope.objects.get(name="Nursing", parent=place).kind == ScopeKind.PROGRAMME


def test_programme_does_not_hang_from_the_site(cast: "Cast", client: Client) -> None:
    client.force_login(cast.lea)
    form = {"kind": "programme", "name": "Nursing", "parent": cast.site.pk, "time_zone": "UTC"}
    assert client.post(reverse("accounts:found"), form).status_code == 422
    with pytest.raises(Refused):
        found(actor=cast.lea, kind=ScopeKind.PROGRAMME, name="X", parent=cast.site, time_zone="UTC")


def give(client: Client, actor: User, role: Role, scope: Scope, email: str = "eve@example.org") -> int:
    client.force_login(actor)
    form = {"email": email, "role": role, "scope": scope.pk}
    return client.post(reverse("accounts:appoint"), form).status_code


def test_duty_is_given_and_ended(cast: "Cast", client: Client) -> None:
    assert give(client, cast.lea, Role.MODERATOR, cast.institution, "EVE@example.org") == 302
    duty = Membership.objects.get(user=cast.eve)
    assert "Eve" in client.get(reverse("accounts:arrange")).content.decode()
    client.post(reverse("accounts:relieve", args=[duty.pk]))
    assert not Membership.objects.live().filter(user=cast.eve).exists()


def test_duty_goes_to_somebody_who_is_here(cast: "Cast", client: Client) -> None:
    assert give(client, cast.lea, Role.MODERATOR, cast.institution, "nobody@example.org") == 422


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.SITE_ADMIN, "site", 302),
        (Role.SITE_ADMIN, "institution", 422),
        (Role.PROGRAMME_LEAD, "site", 422),
        (Role.PROGRAMME_LEAD, "programme", 302),
        (Role.MODERATOR, "course_scope", 422),
        (Role.EDUCATOR, "institution", 422),
    ],
)
def test_each_kind_of_place_has_its_duties(cast: "Cast", client: Client, role: Role, place: str, status: int) -> None:
    assert give(client, cast.lea, role, getattr(cast, place)) == status


def test_administrator_of_an_institution_arranges_it_and_nothing_else(cast: "Cast", client: Client) -> None:
    other = plant(kind=ScopeKind.INSTITUTION, name="Southmoor", parent=site())
    grant(user=cast.kim, scope=cast.institution, role=Role.INSTITUTION_ADMIN)
    assert give(client, cast.kim, Role.MODERATOR, cast.institution) == 302
    assert give(client, cast.kim, Role.MODERATOR, other) == 422
    assert give(client, cast.kim, Role.INSTITUTION_ADMIN, cast.institution) == 422
    assert client.get(reverse("accounts:setup")).status_code == 404
    assert "Southmoor" not in client.get(reverse("accounts:arrange")).content.decode()
    with pytest.raises(Refused):
        appoint(actor=cast.kim, person=cast.eve, scope=other, role=Role.MODERATOR)


def test_last_administrator_of_the_site_stays(cast: "Cast") -> None:
    last = Membership.objects.get(user=cast.lea)
    with pytest.raises(Refused):
        relieve(actor=cast.lea, membership=last)
    appoint(actor=cast.lea, person=UserFactory(), scope=cast.site, role=Role.SITE_ADMIN)
    relieve(actor=cast.lea, membership=last)
    assert not rights_of(cast.lea).is_site_admin
