"""Every address of a classmate's, made from the list of routes: a page that is new is compared without a line of its own."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from accounts.models import User
from community.discussion.models import Feed, Post, PostFile, Space, Thread
from notifications.models import Notice
from tests.routes.table import WHO, rows
from tests.routes.walking import Route, routes

Row = dict[str, Any]
ALWAYS = {"community:thread"}
"""For every thread; other pages of a thread, or of a post, are looked at for the newest."""
ELSEWHERE = {
    "the machine, and what it looks like": ["core:healthz", "core:status", "core:look", "core:styles"],
    "a door, before one is there": ["courses:join", "courses:invitation"],
    "a file of the course": ["courses:file"],
    "one's own decision": ["moderation:letter", "moderation:appeal", "moderation:ask-again"],
    "the rules": ["ethics:policy", "ethics:version", "ethics:differences"],
    "a mail that came before": ["notifications:stop", "notifications:digest"],
    "people who have said their names": [
        "community:hello-new", "mentoring:agreement", "mentoring:ask", "mentoring:ask-new", "mentoring:asks",
        "mentoring:find", "mentoring:pair", "mentoring:programme", "mentoring:wishes",
    ],
}  # fmt: skip
STILL = {
    "accounts:account-settings", "accounts:erase", "accounts:me", "accounts:privacy", "accounts:profile-settings",
    "accounts:second-step", "accounts:settings", "accounts:sign-ins", "community:earlier", "community:consents",
    "community:hellos", "community:introduce", "community:poll-new", "community:reading", "community:unit-reading",
    "community:ask-staff", "community:words", "courses:leave", "courses:studio", "ethics:policies", "ethics:rules",
    "mentoring:for-course", "mentoring:programmes", "notifications:inbox-decisions", "notifications:inbox-mentoring",
    "notifications:settings",
}  # fmt: skip
"""Nothing that is written stands there: looked at after the one history of each run, not after the random ones."""
ASKED: dict[str, list[Row]] = {
    "courses:search": [{"q": words} for words in ("because", "author:xaver because", "amsel")],
    "courses:search-course": [{"q": "because"}],
    "community:similar": [{"title": "What of it"}],
    "community:space-people": [{"q": ""}, {"q": "xa"}],
    "community:thread-people": [{"q": ""}],
    "community:discussions": [{"tab": tab} for tab in ("for-you", "needs-answer", "mine")],
}
OF_THE_HOUSE = (
    "accounts:",
    "community:",
    "core:",
    "courses:",
    "ethics:",
    "mentoring:",
    "moderation:",
    "notifications:",
)


@cache
def shown() -> list[Route]:
    """What a student gets by a GET."""
    names = {route.name: route for route in routes()}
    found = []
    for row in rows():
        answers = dict(zip(WHO, row.answers, strict=True))
        if row.method == "GET" and {answers["cleo"], answers["fay"]} & {"200", "302"}:
            found.append(names[row.route])
    return [route for route in found if route.name.startswith(OF_THE_HOUSE)]


def outside() -> set[str]:
    return {name for names in ELSEWHERE.values() for name in names}


def ways(peer: User, space: Space, people: dict[str, User], feed: Feed, *, whole: bool) -> Iterator[str]:
    known = things(peer, space, people, feed)
    aside = outside() if whole else outside() | STILL
    for route in shown():
        if route.name in aside:
            continue
        found = [row for kind in known for row in kind if route.needs <= row.keys()]
        assert found, f"{route.name} needs {sorted(route.needs)}: give it in tests/community/ways.py, or say why not"
        most = len(found) if route.name in ALWAYS else 2 if whole else 1
        for row in found[: most if route.needs else 1]:
            path = reverse(route.name, kwargs={need: row[need] for need in route.needs})
            yield path
            yield from (f"{path}?{urlencode(asked)}" for asked in ASKED.get(route.name, ()))


def things(peer: User, space: Space, people: dict[str, User], feed: Feed) -> list[list[Row]]:
    """What an address may ask for, the newest first."""
    unit = feed.unit
    here = {"course": unit.course.slug, "unit": unit.slug, "space_id": space.pk, "token": feed.token}
    here |= {"scope_id": unit.course.scope_id}
    texts = [here | {"key": part.key} for part in unit.parts.order_by("pk")]
    threads = [
        here | {"thread_id": each.pk, "title": slugify(each.title) or "-"} for each in Thread.objects.order_by("-pk")
    ]
    posts = [
        {"thread_id": post.thread_id, "post_id": post.pk, "kind": "community.post", "object_id": post.pk}
        for post in Post.objects.order_by("-pk")
    ]
    files = [{"key": file.key} for file in PostFile.objects.order_by("-pk")]
    notices = [{"notice_id": pk} for pk in Notice.objects.filter(recipient=peer).values_list("pk", flat=True)]
    notices = notices or [{"notice_id": 0}]
    faces = [{"handle": people[who].handle} for who in ("x", "y")]
    return [files, threads, posts, notices, faces, texts]
