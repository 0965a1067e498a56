"""How soon others know: a reply in a hundred open pages, and ten thousand people in their inboxes. Prints JSON."""

import json
import os
import re
import selectors
import socket
import statistics
import sys
import time
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import django

django.setup()

from accounts.models import Membership, User
from accounts.services.many import Seat, grant_many
from benchmarks.product.institution import signed_in
from benchmarks.product.talk import BATCH
from community.discussion.models import Following, Thread
from core.seals import seal_number
from notifications.extensions import seen_by
from notifications.models import Notice

STREAMS, REPLIES, FOLLOWERS, PATIENCE = 100, 30, 10_000, 30.0
WEB, LIVE = os.environ["BENCH_URL"], os.environ["BENCH_LIVE_URL"]
MADE: dict[str, Any] = json.loads(Path(os.environ["BENCH_INSTITUTION"]).read_text(encoding="utf-8"))


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


class Writer:
    """Somebody who replies by the form of the page."""

    def __init__(self, thread: dict[str, Any], session: str) -> None:
        self.thread, self.cookie = thread, f"sessionid={session}; csrftoken={'c' * 32}"
        page = build_opener().open(Request(WEB + thread["url"], headers={"Cookie": self.cookie})).read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, "the page has no form"
        self.csrf = found[1]

    def reply(self, number: int) -> float:
        """When it was sent, on the monotonic clock."""
        body = {
            "csrfmiddlewaretoken": self.csrf,
            "source": f"Reply number {number}.",
            "token": f"live-{number}-{os.getpid()}",
        }
        sent = time.monotonic()
        try:
            build_opener(NoRedirect).open(
                Request(
                    f"{WEB}/t/{self.thread['id']}/reply/",
                    urlencode(body).encode(),
                    {"Cookie": self.cookie, "Origin": WEB},
                )
            )
        except OSError as answer:
            if getattr(answer, "code", 0) != HTTPStatus.FOUND:
                raise
        return sent


def mark_of(user: User, thread: Thread) -> str:
    """As the page of this person carries it."""
    sealed = seal_number(thread.revision, about=seen_by(user.pk, "threads", thread.pk))
    return f"threads.{thread.pk}.{sealed}"


def stream(user: User, mark: str) -> socket.socket:
    place = urlsplit(LIVE)
    door = socket.create_connection((str(place.hostname), int(place.port or 80)))
    asked = f"GET /live/?on={mark} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={signed_in(user)}\r\n\r\n"
    door.sendall(asked.encode())
    while b"retry:" not in door.recv(4096):
        pass
    return door


def announced() -> dict[str, float]:
    """Milliseconds from sending a reply until each of the other open pages was told."""
    thread = Thread.objects.get(pk=MADE["threads"]["quiet"]["id"])
    members = Membership.objects.live().filter(scope=thread.scope_id, role="learner").values_list("user_id", flat=True)
    people = list(User.objects.filter(pk__in=members).order_by("pk")[1 : STREAMS + 1])
    writer, waits = Writer(MADE["threads"]["quiet"], MADE["sessions"]["teacher"]), []
    with ExitStack() as doors, selectors.DefaultSelector() as ears:
        for user in people:
            ears.register(doors.enter_context(stream(user, mark_of(user, thread))), selectors.EVENT_READ)
        for number in range(REPLIES):
            sent, heard, until = writer.reply(number), set(), time.monotonic() + PATIENCE
            while len(heard) < len(people) and time.monotonic() < until:
                for key, _events in ears.select(1):
                    if b"data: {" in key.fileobj.recv(65536):  # type: ignore[union-attr]
                        heard.add(key.fd)
                        waits.append((time.monotonic() - sent) * 1000)
            assert len(heard) == len(people), f"{len(heard)} of {len(people)} pages heard of reply {number}"
            time.sleep(0.2)
    steps = statistics.quantiles(waits, n=100)
    return {"streams": len(people), "replies": REPLIES, "p50": round(steps[49], 1), "p95": round(steps[94], 1)}


def told() -> dict[str, float]:
    """Seconds from the answer to a reply until ten thousand followers have it in their inbox."""
    thread = Thread.objects.get(pk=MADE["threads"]["busy"]["id"])
    User.objects.bulk_create(
        [
            User(email=f"f{n}@example.org", name=f"Follower {n}", handle=f"follower-{n}", state="active")
            for n in range(FOLLOWERS)
        ],
        batch_size=BATCH, ignore_conflicts=True,
    )  # fmt: skip
    everybody = list(User.objects.filter(handle__startswith="follower-").values_list("pk", flat=True))
    grant_many(seats=[Seat(user, thread.scope_id, "learner") for user in everybody])
    Following.objects.bulk_create(
        [Following(user_id=user, thread=thread) for user in everybody], batch_size=BATCH, ignore_conflicts=True
    )
    before = Notice.objects.count()
    writer = Writer(MADE["threads"]["busy"], MADE["sessions"]["teacher"])
    writer.reply(FOLLOWERS)
    began = time.monotonic()
    while Notice.objects.count() - before < FOLLOWERS and time.monotonic() - began < PATIENCE:
        time.sleep(0.02)
    return {"rows": Notice.objects.count() - before, "seconds": round(time.monotonic() - began, 2)}


if __name__ == "__main__":
    json.dump({"announced": announced(), "told": told()}, sys.stdout)
