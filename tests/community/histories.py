"""One history told twice, by one person and by another: all that a classmate gets of it, byte for byte."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import block, export, grant
from community.discussion import services
from community.discussion.channels import SpaceChannel, ThreadChannel
from community.discussion.models import Feed, Space, Thread
from community.discussion.services import Label, names
from core.models import OutboxEvent
from core.outbox import handle
from core.search.engines import tolerates_mistakes
from courses.choices import TextFormat
from courses.services import change_text
from notifications.extensions import Listener
from notifications.services import send_due
from notifications.services.digests import digest_due
from tests.community.acts import ACTS, VIDEO, WORDS, Step, Teller
from tests.community.test_pages import signed_in
from tests.community.ways import ways
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.courses import PartFactory
from tests.factories.ethics import agreed
from tests.harness.rows import same_numbers_again

if TYPE_CHECKING:
    from tests.conftest import Cast

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
HTML = f'<p>{WORDS} again.</p><p><a href="{VIDEO}">Watch it</a></p>'
LOOKED = {"every": {"approval": "every"}, "": {}, "x": {}, "y": {}}
"""Whose posts somebody looks at first: nobody's, everybody's, or one person's, by agreement."""

steps = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(["x", "y", "X", "X", "Y", "Y"]), st.integers(0, 7)),
    min_size=5,
    max_size=10,
)
NOISE = re.compile(
    r'(name="(?:csrfmiddlewaretoken|token|writer)" value=")[^"]*|(X-CSRFToken[^}]*?)[\w-]{32,}|(value="|: ")[\w-]{60,}'
)


def compare(
    cast: "Cast", history: list[Step], anonymity: str, shut: str, *, others: str = "all", looked: str = "", whole: bool
) -> bool:
    """The same history by X and Y, and by Y and X (in all threads, or in every other): the classmate cannot tell.
    Whether a mail came of it."""
    with transaction.atomic():
        space, people = stage(cast, anonymity, shut, looked)
        one = told(cast, history, space, people, "none", whole=whole)
        other = told(cast, history, space, people, others, whole=whole)
        transaction.set_rollback(True)
    assert one.keys() == other.keys()
    for what in one:
        assert one[what] == other[what], what
    return bool(one["mail"])


def stage(cast: "Cast", anonymity: str, shut: str, looked: str) -> tuple[Space, dict[str, User]]:
    """Two who write, by their names (x, y) and without (X, Y), and a classmate who may have blocked one of them."""
    x, y, peer = person("Xaver Amsel", 2), person("Yara Boehm", 5), person("Max Peer", 8)
    for each in (x, y, peer):
        grant(user=each, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.all())
    people = {"x": x, "y": y, "peer": peer}
    if shut:
        block(actor=peer, person=people[shut])
    course = course_of(cast)
    services.set_answering(actor=cast.ada, course=course, shared=True, reactions=["thanks", "think"])
    services.set_labels(actor=cast.ada, course=course, labels=[Label(1, "Film"), Label(2, "Scan")], writers=True)
    space = space_in(cast, config={"prompt": "Why?", "anonymity": anonymity, **LOOKED[looked]})
    assert space.placement is not None
    change_text(actor=cast.ada, part=PartFactory(unit=space.placement.unit), source=HTML, format=TextFormat.HTML)
    space_in(cast, unit=space.placement.unit, config={"prompt": "And?", "anonymity": anonymity})
    if looked in people:
        until = course.today + timedelta(days=90)
        services.look_first(actor=cast.ada, course=course, person=people[looked], reason="As agreed.", until=until)
    return Space.objects.get(pk=space.pk), people


def told(
    cast: "Cast", history: list[Step], space: Space, people: dict[str, User], swapped: str, *, whole: bool
) -> dict[str, Any]:
    """Everything that the classmate gets of this history."""
    mail.outbox.clear()
    cache.clear()
    reset_queries()
    peer = people["peer"]
    same_numbers_again()
    tolerates_mistakes()  # asked of the database once for each process
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock, pytest.MonkeyPatch.context() as patch:
        lot = random.Random(7)
        patch.setattr(names, "secrets", SimpleNamespace(choice=lot.choice, randbelow=lot.randrange))
        teller = Teller(cast, space, people, swapped)
        first = thread_by(cast.cleo, space)
        teller.approve()
        services.set_following(actor=peer, choice=services.FOLLOW, scope=cast.course_scope)
        reply_by(peer, first, source="Mine.")
        teller.approve()
        for step in history:
            clock.shift(timedelta(seconds=20))
            teller.live(step)
        for event in OutboxEvent.objects.order_by("pk"):
            handle(event.pk)
        clock.shift(timedelta(minutes=20))
        send_due()
        got = dict(everything(peer, space, people, whole=whole))
        clock.shift(timedelta(days=8))
        digest_due()
        send_due()
        got["mail"] = [clean(str(each.message())) for each in mail.outbox if peer.email in each.to]
        transaction.set_rollback(True)
    return got


def person(name: str, hue: int) -> User:
    return UserFactory(name=name, handle=name.split(maxsplit=1)[0].lower(), hue=hue)


def everything(peer: User, space: Space, people: dict[str, User], *, whole: bool) -> Iterator[tuple[str, Any]]:
    """Pages, feeds, searches, files, what open pages are told: each as (what, (bytes, headers, number of queries))."""
    assert space.placement is not None
    client = signed_in(peer)
    feed = services.renew_feed(actor=peer, unit=space.placement.unit)
    for path in ways(peer, space, people, feed, whole=whole):
        yield clean(path.replace(feed.token, "TOKEN")), answer(client, path, feed)
    for thread in Thread.objects.order_by("pk"):
        heard = [Listener(rights_of(peer), since, "en-gb") for since in range(0, thread.revision, 3)]
        yield f"live thread {thread.pk}", ThreadChannel().look(thread.pk, heard)
    yield "live space", SpaceChannel().look(space.pk, [Listener(rights_of(peer), 1, "en-gb")])
    yield "export", clean(str(export(actor=peer)))


def answer(client: Client, path: str, feed: Feed) -> tuple[int, str, list[tuple[str, str]], int]:
    with CaptureQueriesContext(connection) as asked:
        got = client.get(path, follow=True)
    headers = [(name, value) for name, value in got.headers.items() if name not in {"X-Request-ID", "Server-Timing"}]
    text = got.getvalue().decode(errors="replace")
    return got.status_code, clean(text).replace(feed.token, "TOKEN"), headers, len(asked)


def clean(text: str) -> str:
    """Without what is drawn anew each time: sealed revisions, keys of files, and the numbers of notices."""
    text = re.sub(r'(?<=data-live=")\w+\.\d+\.[\w=-]{48}(?=")|(?<=/inbox/)\d+', "", text)
    text = re.sub(r"(?<=/files/)[\w-]{16,32}|(?<=\"key\": \")[\w-]{16,32}|(?<='key': ')[\w-]{16,32}", "KEY", text)
    return re.sub(r"[0-9a-f]{16}\.|={15}\d+==", "", NOISE.sub(r"\1\2\3", text))
