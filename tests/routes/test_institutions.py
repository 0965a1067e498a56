"""Two institutions on one installation: nothing of one is seen in the other, by whoever belongs to one or to both."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as house
from django.core import mail as outgoing
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Institution, Membership, User
from accounts.services import grant
from community.discussion.services.drafts import Words, keep_draft
from community.discussion.services.reading import FOLLOW, save_post, set_following, set_words
from community.models import Connection, Hello, Thread
from courses.models import Course
from ethics.models import Policy
from notifications.choices import DIGEST, Level
from notifications.models import UNKNOWN
from tests.factories.accounts import UserFactory
from tests.factories.community import opening_of, reply_by
from tests.factories.ethics import agreed
from tests.factories.notifications import MailFactory, NoticeFactory
from tests.harness.site import session_of
from tests.routes.table import row_of
from tests.routes.test_matrix import ROUTES, address
from tests.world import World

pytestmark = pytest.mark.django_db
NORTH, SOUTH = "north.example.org", "south.example.org"
SHOWS = [route for route in ROUTES if row_of("GET", route) and route != "core:styles"]
WRITES = [route for route in ROUTES if row_of("POST", route)]
ASKED, SEARCHES = {"q": "clot"}, {"courses:search", "courses:search-course", "community:similar"}
BY_SECRET = {"courses:join", "courses:invitation", "community:feed"}
"""Who holds these addresses was given them by somebody inside; on another institution's host they lead nowhere."""
PERSONAL = re.compile(r"^(account_|mfa_|socialaccount_|core:|accounts:(?!profile$|block$|institution))")
"""What belongs to a person, not to an institution."""


@pytest.fixture
def both(world: World, settings: Any) -> Iterator[User]:
    """Vera learns in a course of each of the two, and each has a host of its own."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NORTH, SOUTH]
    north, south = world.cast.institution, world.elsewhere.parent
    Institution.objects.create(scope=north, host=NORTH, accent="#00457c")
    Institution.objects.create(scope=south, host=SOUTH)
    vera = UserFactory(name="Vera")
    for scope in (world.cast.course_scope, world.elsewhere):
        grant(user=vera, scope=scope, role=Role.LEARNER)
    agreed(User.objects.filter(pk=vera.pk))
    agreed(User.objects.filter(pk=vera.pk), scope=north)
    soon, place = timezone.now() + timedelta(days=9), world.cast.course_scope
    Hello.objects.create(sender=world.cast.cleo, receiver=vera, scope=place, due_at=soon)
    Connection.objects.create(low=world.cast.fay, high=vera, scope=place)
    took_part(vera, world)
    NoticeFactory(recipient=vera, institution_id=UNKNOWN, level=Level.NOW, read_at=timezone.now())
    NoticeFactory(recipient=vera, institution_id=north.pk, mail=MailFactory(recipient=vera, kind=DIGEST, state="done"))
    return vera


def took_part(vera: User, world: World) -> None:
    """In the northern discussion she wrote, saved, follows, has half a thought lying, and has words of her own to look for."""
    thread = Thread.objects.get(pk=world.things["thread_id"])
    reply_by(vera, thread, source="Does it rule out a clot at all?")
    save_post(actor=vera, post=opening_of(thread), remind_at=timezone.now() + timedelta(days=1))
    set_following(actor=vera, thread=thread, choice=FOLLOW)
    keep_draft(actor=vera, place=thread, words=Words("It may rule out a clot, or not"))
    set_words(actor=vera, words=["clot"])


def at(host: str, person: User | None) -> Client:
    client = Client(HTTP_HOST=host)
    if person is not None:
        client.cookies[house.SESSION_COOKIE_NAME] = session_of(person)
    return client


def names_of_north(world: World, *, rules: bool = True) -> re.Pattern[str]:
    """Names that only the northern institution has: itself, its courses, its people, its rules."""
    people = Membership.objects.filter(scope__path__startswith=world.cast.institution.path).exclude(user__name="Vera")
    words = {world.cast.institution.name, world.cast.programme.name, world.cast.course_scope.name}
    words |= set(people.values_list("user__name", flat=True))
    words |= set(Course.objects.filter(scope=world.cast.course_scope).values_list("title", flat=True))
    if rules:
        words |= set(Policy.objects.filter(scope=world.cast.institution).values_list("title", flat=True))
    words.add("rule out a clot")
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b")


def text_of(answer: Any) -> str:
    """What a person sees, hears or could copy: the page without its own addresses."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return str(answer.content.decode(errors="replace")) if not answer.streaming else ""
    page = re.sub(r"<(script|meta|link)\b[^>]*>|author:Fay", "", answer.content.decode())  # a hint that names anybody
    return unescape(page)


def told(world: World, host: str, person: User, routes: list[str]) -> dict[str, str]:
    names, client, found = names_of_north(world), at(host, person), {}
    for route in routes:
        cache.clear()
        answer = client.get(address(world, ROUTES[route]), ASKED if route in SEARCHES else {})
        seen = names.search(text_of(answer)) if answer.status_code < 500 else None
        if seen or answer.status_code >= 500:
            found[route] = (
                f"{answer.status_code} {seen and text_of(answer)[max(seen.start() - 60, 0) : seen.end() + 30]}"
            )
    return found


def test_person_of_the_other_institution_reads_no_name(world: World, both: User) -> None:
    assert told(world, "testserver", world.uma, [route for route in SHOWS if route not in BY_SECRET]) == {}


def test_person_of_both_reads_no_name_on_the_other_host(world: World, both: User) -> None:
    assert told(world, SOUTH, both, SHOWS) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_things_of_the_one_are_not_there_on_the_host_of_the_other(world: World, both: User, method: str) -> None:
    client, found = at(SOUTH, both), {}
    for route in SHOWS if method == "get" else WRITES:
        if PERSONAL.match(route) or not ROUTES[route].needs - {"name", "step", "verb"} or route in PERSONS_OWN:
            continue
        cache.clear()
        with transaction.atomic():
            url = address(world, ROUTES[route])
            answer = client.get(url) if method == "get" else client.post(url, world.bodies.get(route, {}))
            transaction.set_rollback(True)
        if answer.status_code not in {404, 405}:
            found[route] = answer.status_code
    assert found == {}


PERSONS_OWN = {
    "notifications:stop": "a signed address out of a mail to this very person; it names no place",
    "demo-sign-in": "there is no demo",
}


def bare(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.content.decode()).partition("<body>")[2]).split())


def test_what_waits_is_counted_where_it_is_shown(world: World, both: User) -> None:
    for host, waiting in ((NORTH, True), (SOUTH, False), ("testserver", True)):
        client = at(host, both)
        home, inbox = (bare(client.get(path)) for path in ("/", "/inbox/"))
        shown = [bool(re.search(rf"{label} 1\b", home)) for label in ("Inbox", "People")]
        assert shown == [waiting, waiting], f"{host} {home[:400]}"
        assert bool(re.search(r"For me 1\b", inbox)) is waiting, inbox
        archive = bare(client.get("/inbox/digests/"))
        assert ("1 thing you could read" in archive) is waiting
    at(SOUTH, both).post("/inbox/read/", {"tab": "for-me"})
    assert both.notices.filter(read_at__isnull=True).exists()


def test_own_things_are_there_on_the_own_host(world: World, both: User) -> None:
    course = address(world, ROUTES["courses:course"])
    assert at(NORTH, both).get(course).status_code == 200
    assert at("testserver", both).get(course).status_code == 200
    assert at(SOUTH, both).get(course).status_code == 404
    assert "Anatomy" in at(SOUTH, both).get("/").content.decode()
    assert "Anatomy" not in at(NORTH, both).get("/").content.decode()


def test_site_administrator_manages_all_on_the_main_host_only(world: World, both: User) -> None:
    main, south = at("testserver", world.cast.lea), at(SOUTH, world.cast.lea)
    north_page = f"/setup/institutions/{world.cast.institution.pk}/"
    assert [main.get(north_page).status_code, south.get(north_page).status_code] == [200, 404]
    assert [main.get("/setup/").status_code, south.get("/setup/").status_code] == [200, 404]
    assert "Northmoor" in main.get("/setup/people/").content.decode()
    assert "Northmoor" not in south.get("/setup/people/").content.decode()


def test_site_s_key_opens_the_admin_on_the_main_host_only(world: World, both: User) -> None:
    root = User.objects.create_superuser("root@example.org", "x" * 20)
    assert at("testserver", root).get("/admin/").status_code == 200
    assert at(SOUTH, root).get("/admin/").status_code in {302, 404}


def test_administrator_of_one_has_no_hand_in_the_other(world: World, both: User) -> None:
    admin = UserFactory(name="Xenia")
    grant(user=admin, scope=world.elsewhere.parent, role=Role.INSTITUTION_ADMIN)
    client = at("testserver", admin)
    own, north = world.elsewhere.parent.pk, world.cast.institution.pk
    assert client.get(f"/setup/institutions/{own}/").status_code == 200
    for tail in ("", "look/", "sign-on/add/openid/", "sign-on/1/", "sign-on/1/try/", "sign-on/1/remove/"):
        assert client.post(f"/setup/institutions/{north}/{tail}").status_code in {404, 405}
    form = {"name": "Southmoor", "accent": "", "mail_name": "", "host": "stolen.example.org", "mail_address": "a@b.org"}
    assert client.post(f"/setup/institutions/{own}/look/", form).status_code == 302
    kept = Institution.objects.get(scope=own)
    assert (kept.host, kept.scope.settings.get("mail_from")) == (SOUTH, None)
    assert (
        client.post(
            "/setup/people/duties/", {"email": world.cast.cleo.email, "role": "moderator", "scope": own}
        ).status_code
        == 422
    )


def test_export_and_mail_on_the_host_name_nothing_of_the_other(world: World, both: User) -> None:
    names = names_of_north(world, rules=False)  # everybody in this world agreed to the rules of the northern one
    data = json.loads(at("testserver", world.uma).post("/settings/privacy/download/").content)
    assert not names.search(json.dumps(data))
    assert not any(
        names.search(f"{mail.subject} {mail.body}") for mail in outgoing.outbox if world.uma.email in mail.to
    )


def test_frame_wears_the_institution(world: World, both: User) -> None:
    page = at(NORTH, both).get("/").content.decode()
    sheet = re.search(r'href="(/look/[^"]+\.css)"', page)
    assert sheet
    assert "<span>Northmoor</span>" in page
    answer = at(NORTH, None).get(sheet[1])
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--accent: light-dark(#" in answer.content.decode()
    assert "/look/" not in at(SOUTH, both).get("/").content.decode()


def test_host_that_was_not_allowed_is_refused(world: World, both: User) -> None:
    assert at("evil.example.org", None).get("/accounts/login/").status_code == 400
    answer = Client(HTTP_HOST=SOUTH, HTTP_X_FORWARDED_HOST=NORTH).get("/accounts/login/")
    assert "Northmoor" not in answer.content.decode()
