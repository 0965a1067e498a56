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
from accounts.services import block, export, grant
from community.discussion import services
from community.discussion.choices import Anonymity
from community.discussion.models import Post, Space, Thread
from community.discussion.services import names
from core.models import OutboxEvent
from core.outbox import handle
from core.search.engines import tolerates_mistakes
from notifications.services import send_due
from notifications.services.digests import digest_due
from tests.community.test_pages import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.rows import same_numbers_again

if TYPE_CHECKING:
    from tests.conftest import Cast

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
FREE = {"prompt": "Why?", "anonymity": "choice"}
X, Y = "x", "y"
Step = tuple[str, str, int]
"""What is done, by whom (x and y by name, X and Y without), with which of the posts there are."""

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["start", "reply", "reply", "edit", "late", "delete", "undo", "hide", "endorse", "back", "answer"]
        ),
        st.sampled_from(["x", "y", "X", "Y"]),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=9,
)
NOISE = re.compile(
    r'(name="(?:csrfmiddlewaretoken|token|writer)" value=")[^"]*|(X-CSRFToken[^}]*?)[\w-]{32,}|(value="|: ")[\w-]{60,}'
)


def compare(cast: "Cast", history: list[Step], anonymity: str, shut: str) -> bool:
    """The same history by X and Y, and by Y and X: the classmate cannot tell. Whether a mail came of it."""
    with transaction.atomic():
        space, people = stage(cast, anonymity, shut)
        one = told(cast, history, space, people)
        other = told(cast, history, space, people | {"X": people["Y"], "Y": people["X"]})
        transaction.set_rollback(True)
    for what in one:
        assert one[what] == other[what], what
    return bool(one["mail"])


def stage(cast: "Cast", anonymity: str, shut: str) -> tuple[Space, dict[str, User]]:
    """Two who write, by their names (x, y) and without (X, Y), and a classmate who may have blocked one of them."""
    x, y, peer = person("Xaver Amsel", 2), person("Yara Boehm", 5), person("Max Peer", 8)
    for each in (x, y, peer):
        grant(user=each, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.all())
    people = {"x": x, "y": y, "X": x, "Y": y, "peer": peer}
    if shut:
        block(actor=peer, person=people[shut])
    return space_in(cast, config={"prompt": "Why?", "anonymity": anonymity}), people


def told(cast: "Cast", history: list[Step], space: Space, people: dict[str, User]) -> dict[str, Any]:
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
        first = thread_by(cast.cleo, space)
        services.set_following(actor=peer, choice=services.FOLLOW, scope=cast.course_scope)
        reply_by(peer, first, source="Mine.")
        for act, who, which in history:
            clock.shift(timedelta(seconds=40))
            live(cast, space, people, (act, who, which))
        for event in OutboxEvent.objects.order_by("pk"):
            handle(event.pk)
        clock.shift(timedelta(minutes=20))
        send_due()
        got = dict(everything(peer, space, people))
        clock.shift(timedelta(days=8))
        digest_due()
        send_due()
        got["mail"] = [clean(str(each.message())) for each in mail.outbox if peer.email in each.to]
        transaction.set_rollback(True)
    return got


def person(name: str, hue: int) -> User:
    return UserFactory(name=name, handle=name.split(maxsplit=1)[0].lower(), hue=hue)


def live(cast: "Cast", space: Space, people: dict[str, User], step: Step) -> None:
    """One step; what is not possible just then is left out, in both histories alike."""
    act, who, which = step
    posts = list(Post.objects.filter(space=space, state="posted").select_related("thread", "persona").order_by("pk"))
    actor, hidden = people[who], who.isupper()
    always = space.anonymity == Anonymity.ALWAYS
    hides = hidden or always
    if always and not hidden:
        actor = people[who.upper()]
    mine = [post for post in posts if post.author_id == actor.pk and post.persona.anonymous == hides]
    if act == "start":
        services.start_thread(actor=actor, space=space, source=f"What of {which}?", anonymous=hides)
    elif act in {"reply", "back", "answer"}:
        to = (
            posts[-1].thread.posts.get(seq=1)
            if act == "answer"
            else posts[which % len(posts)]
            if act == "reply"
            else posts[0]
        )
        services.reply(actor=actor, thread=to.thread, source=f"Because of {which}.", to=to, anonymous=hides)
    elif act == "ask":
        asked = services.ask_staff(actor=actor, space=space, source="What because of me?")
        services.reply(actor=cast.ada, thread=asked.thread, source="Because of that.")
    elif act == "hide" and posts:
        services.hide_post(posts[which % len(posts)])
    elif act == "endorse" and posts[-1].seq > 1 and posts[-1].thread.kind == "question":
        services.endorse(actor=cast.ada, post=posts[-1], reason="It names the rivals.")
    elif mine and act in {"edit", "late"}:
        with time_machine.travel(START + timedelta(hours=2 if act == "late" else 0), tick=False):
            services.edit(actor=actor, post=mine[-1], source=f"Rather {which}.")
    elif mine and act in {"delete", "undo"}:
        services.delete(actor=actor, post=mine[-1])


def everything(peer: User, space: Space, people: dict[str, User]) -> Iterator[tuple[str, Any]]:
    """Pages, feeds, searches, files: each as (what, (bytes, headers, number of queries))."""
    unit = space.placement.unit if space.placement else None
    assert unit is not None
    client = signed_in(peer)
    feed = services.renew_feed(actor=peer, unit=unit)
    course = f"/c/{unit.course.slug}/"
    tabs = [f"{course}discussions/?tab={tab}" for tab in ("for-you", "needs-answer")]
    words = ["because", "author:xaver because", "amsel"]
    paths = ["/", course, unit.get_absolute_url(), *tabs, f"{course}catch-up/", "/catch-up/", "/inbox/", "/saved/"]
    paths += [f"/search/?q={asked}" for asked in words] + [f"{course}people/", f"{course}reading/"]
    paths += [f"/threads/similar/{space.pk}/?title=What of it", f"/feeds/{feed.token}/"]
    paths += [people[who].get_absolute_url() for who in (X, Y)]
    for thread in Thread.objects.filter(space=space).order_by("pk"):
        paths += [f"/t/{thread.pk}/", f"/t/{thread.pk}/next/"]
        if unit.pk and thread.state == "posted":
            paths.append(f"/c/{unit.course.slug}/t/{thread.pk}-{thread.title}/")
    for post in Post.objects.filter(space=space).order_by("-pk")[:3]:
        paths += [f"/t/{post.thread_id}/p/{post.pk}/history/", f"/moderation/report/community.post/{post.pk}/"]
    for path in paths:
        yield path.replace(feed.token, "TOKEN"), answer(client, path, feed.token)
    yield "export", clean(str(export(actor=peer)))


def answer(client: Client, path: str, token: str) -> tuple[int, str, list[tuple[str, str]], int]:
    with CaptureQueriesContext(connection) as asked:
        got = client.get(path, follow=True)
    headers = [(name, value) for name, value in got.headers.items() if name not in {"X-Request-ID", "Server-Timing"}]
    return got.status_code, clean(got.content.decode()).replace(token, "TOKEN"), headers, len(asked)


def clean(text: str) -> str:
    """Without what is drawn anew each time: a sealed revision among it, and the numbers of notices."""
    text = re.sub(r'(?<=data-live=")\w+\.\d+\.[\w=-]{48}(?=")|(?<=/inbox/)\d+', "", text)
    return re.sub(r"[0-9a-f]{16}\.|={15}\d+==", "", NOISE.sub(r"\1\2\3", text))
