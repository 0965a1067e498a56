"""Who has left, was moved to another group, or comes after it was hidden: no address, mail or file mentions it any more."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.choices import Role
from accounts.models import Scope
from accounts.rights import rights_of
from accounts.services import block, end_membership, export, grant
from community.discussion import services
from community.discussion.channels import SpaceChannel, ThreadChannel
from notifications.extensions import Listener
from notifications.models import Mail
from notifications.services import send_due
from notifications.services.digests import digest_due
from tests.harness.site import session_of
from tests.routes.table import WHO, rows
from tests.routes.test_matrix import ROUTES, client_of
from tests.routes.whispers import OF_STAFF, WORD, Whisper, posts_of, whisper
from tests.world import World

pytestmark = [pytest.mark.django_db]
ASKED = {
    "courses:search": "?q=coughs",
    "courses:search-course": "?q=coughs",
    "community:similar": "?title=coughs+in+bed",
}
OF_SEVERAL = {"community:thread", "community:shared-answer", "community:post-history", "community:vote"}
FOLDED = {
    "community:thread", "community:thread-short", "community:thread-next", "community:post", "community:shared-answer",
    "community:post-history", "community:post-save", "community:saved", "community:file", "moderation:report",
}  # fmt: skip
"""Where what a blocked person wrote stands folded, or is asked for by itself: answers to it would make no sense without
its place, and others write there too."""
LISTED = {
    "community:discussions", "community:part-ask", "community:catch-up", "community:course-catch-up", "community:feed",
    "courses:course", "courses:home", "courses:unit", "notifications:open", "courses:join", "account_login",
    "account_signup", "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
"""The title of a thread stands in the lists of its place, whoever began it, for others write in it (the last of these
lead to such a page)."""
NOBODYS = {"in", "401", "403", "404", "405"}


@pytest.fixture(scope="module")
def said(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Whisper]:
    """Said once for all of these tests; the world is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = whisper(world)
        world.sessions["pia"] = session_of(made.pia)
        yield made
        transaction.set_rollback(True)
        del world.sessions["pia"]


@pytest.fixture(scope="module")
def before(said: Whisper, django_db_blocker: DjangoDbBlocker) -> set[str]:
    with django_db_blocker.unblock():
        return mentions(said, "GET")


def leave(made: Whisper) -> None:
    end_membership(user=made.pia, scope=made.world.cast.course_scope)


def move(made: Whisper) -> None:
    end_membership(user=made.pia, scope=made.group)
    grant(user=made.pia, scope=Scope.objects.get(name="Group A"), role=Role.LEARNER)


def hide(made: Whisper) -> None:
    for post in posts_of(made):
        services.hide_post(post)


def shut(made: Whisper) -> None:
    block(actor=made.pia, person=made.world.cast.fay)


CHANGES: list[Callable[[Whisper], None]] = [leave, move, hide]


def open_to_students(method: str) -> Iterator[str]:
    """Every route by which some student gets something, from the table."""
    for row in rows():
        answers = dict(zip(WHO, row.answers, strict=True))
        if row.method == method and {answers["cleo"], answers["fay"]} - NOBODYS:
            yield row.route


def addresses(made: Whisper, route: str) -> Iterator[str]:
    """Every address of a route that could lead to it."""
    needs, known = ROUTES[route].needs, made.world.things | made.world.own.get(route, {})
    found: list[dict[str, Any]] = [known | made.things]
    if route in OF_SEVERAL:
        found += [made.things | made.ids_of(thread) for thread in made.threads[1:]]
    found += [known | {"key": key} for key in made.keys if "key" in needs]
    found += [known | {"token": made.feed}] if "token" in needs else []
    found += [{"notice_id": each.pk} for each in made.pia.notices.all() if "notice_id" in needs]
    for row in found:
        if needs <= row.keys():
            yield reverse(route, kwargs={need: row[need] for need in needs}) + ASKED.get(route, "")


def mentions(made: Whisper, method: str, word: str = f"{WORD}|{OF_STAFF}") -> set[str]:
    """The routes whose answer to Pia has the word in it."""
    world, found = made.world, set()
    for route in open_to_students(method):
        for url in addresses(made, route):
            with transaction.atomic():
                client = client_of(world, "pia")
                post = method == "POST"
                answer = client.post(url, world.bodies.get(route, {})) if post else client.get(url, follow=True)
                transaction.set_rollback(True)
            if re.search(word, f"{answer.getvalue().decode(errors='replace')} {answer.headers}".lower()):
                found.add(route)
    return found


def test_before_it_is_mentioned_in_many_places(before: set[str]) -> None:
    assert len(before) > 15


@pytest.mark.parametrize("change", CHANGES)
def test_no_page_mentions_it_any_more(said: Whisper, change: Callable[[Whisper], None]) -> None:
    change(said)
    assert mentions(said, "GET") == set()


@pytest.mark.parametrize("change", CHANGES[1:])
def test_no_answer_to_what_is_sent_mentions_it_any_more(said: Whisper, change: Callable[[Whisper], None]) -> None:
    change(said)
    assert mentions(said, "POST") == set()


def test_what_a_blocked_person_wrote_stands_folded_in_its_thread_and_nowhere_else(said: Whisper) -> None:
    shut(said)
    assert mentions(said, "GET", WORD) - FOLDED - LISTED == set()


def test_no_mail_on_its_way_says_what_a_blocked_person_wrote(said: Whisper) -> None:
    shut(said)
    assert [each for each in letters_to(said) if WORD in each] == []


@pytest.mark.parametrize("change", CHANGES)
def test_no_mail_file_or_open_page_mentions_it(said: Whisper, change: Callable[[Whisper], None]) -> None:
    assert Mail.objects.filter(recipient=said.pia, state="waiting").exists()
    change(said)
    assert [each for each in letters_to(said) if WORD in each or OF_STAFF in each] == []
    assert WORD not in json.dumps(export(actor=said.pia), default=str).lower()
    listener = Listener(rights_of(said.pia), 0, "en-gb")
    told = [ThreadChannel().look(thread.pk, [listener]) for thread in said.threads]
    told.append(SpaceChannel().look(said.space.pk, [listener]))
    assert not re.search(f"{WORD}|{OF_STAFF}", str(told).lower())
    if change is not hide:
        assert told == [[None]] * len(told)


def letters_to(made: Whisper) -> list[str]:
    """What is sent from now on: mail on its way, reminders, the digest of the week."""
    mail.outbox.clear()
    noon = timezone.now().replace(hour=12) + timedelta(days=1)
    with time_machine.travel(noon):
        Mail.objects.update(due_at=timezone.now())
        send_due()
        services.remind_due()
    with time_machine.travel(noon + timedelta(days=8)):
        digest_due()
        send_due()
    return [str(each.message()).lower() for each in mail.outbox if made.pia.email in each.to]


def test_without_a_change_mails_and_files_mention_it(said: Whisper) -> None:
    assert [each for each in letters_to(said) if WORD in each] != []
    assert WORD in json.dumps(export(actor=said.pia), default=str).lower()
