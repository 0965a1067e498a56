"""What a thread hangs on goes where its words go: files, search, feeds and mail, to those who may."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accounts.models import User
from community.discussion import services
from community.discussion.choices import Found
from community.discussion.events import ThreadStarted
from community.discussion.models import Anchor, Thread
from community.discussion.notices.posts import FollowedPlace
from community.discussion.services import renew_feed
from core import search
from courses.importers.posts.reader import _anchor
from courses.importers.tree import AnchorNode
from courses.models import Part
from courses.services import retire_part
from courses.services.imports import bring_in
from tests.anchors.test_hanging import WORDS, YOUTUBE, Spot, about, text_in
from tests.arrivals.test_export import elsewhere, taken, written
from tests.community.test_pages import body
from tests.factories.community import opening_of, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

QUOTE = f"About: “{WORDS}”"


@pytest.fixture
def part(cast: "Cast") -> Part:
    return text_in(cast)


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_it_is_carried_into_a_file_and_out_of_it(cast: "Cast", part: Part, tmp_path: Path, ending: str) -> None:
    thread = about(cast, part)
    thread_by(cast.fay, thread.space, spot=Spot(part.pk, video=YOUTUBE, seconds=0))
    thread_by(cast.fay, thread.space, source="About nothing.")
    rows = taken(part.unit.course, cast)
    assert [(row["passage"], row["second"]) for row in rows] == [(WORDS, ""), ("", "0"), ("", "")]
    there = elsewhere(cast, written(tmp_path / f"posts.{ending}", rows))
    assert taken(there, cast) == rows
    lost = Anchor.objects.filter(thread__course=there)
    assert {(row.part_id, row.found) for row in lost} == {(None, Found.CHANGED)}
    page = body(cast.ada, reverse("community:thread-short", args=[lost.exclude(exact="").get().thread_id]))
    assert f'<blockquote dir="auto">{WORDS}</blockquote>' in page


def test_back_in_its_course_it_is_found_again(cast: "Cast", part: Part, tmp_path: Path) -> None:
    about(cast, part)
    Part.objects.filter(pk=part.pk).update(text=f"New. {part.text}")
    course = part.unit.course
    bring_in(path=written(tmp_path / "posts.jsonl", taken(course, cast)), into=course.scope)
    newest = Anchor.objects.latest("pk")
    assert (newest.part, newest.found, newest.start) == (part, Found.SAME, part.text.index(WORDS) + 5)


@pytest.mark.parametrize(
    "line",
    [
        {"passage": "x"},
        {"part": "K", "passage": "x" * 501},
        {"part": "K" * 13, "passage": "x"},
        {"part": "K", "video": "javascript:alert(1)", "second": "3"},
        {"part": "K", "video": "//x.org/a.mp4", "second": "3"},
        {"part": "K", "video": YOUTUBE, "second": "-3"},
    ],
)
def test_what_cannot_be_in_a_file_is_left_out(line: dict[str, str]) -> None:
    assert _anchor(line) is None
    assert _anchor({"part": "K", "video": YOUTUBE, "second": "3"}) == AnchorNode("K", video=YOUTUBE, second=3)


def test_search_quotes_it(cast: "Cast", part: Part) -> None:
    about(cast, part, source="Does a clear film rule out a clot?")
    search.rebuild()
    assert QUOTE in body(cast.fay, reverse("courses:search") + "?q=film")


def told(person: User, thread: Thread) -> str:
    event = ThreadStarted(thread_id=thread.pk, post_id=opening_of(thread).pk, author_id=thread.author_id, masked=False)
    return FollowedPlace().message(person, event).body


def test_mail_and_feeds_quote_it_to_those_who_may_read_the_text(cast: "Cast", part: Part) -> None:
    thread = about(cast, part)
    feed = reverse("community:feed", args=[renew_feed(actor=cast.fay, unit=part.unit).token])
    assert told(cast.fay, thread).startswith(f"{QUOTE}\n")
    assert QUOTE in body(cast.fay, feed)
    retire_part(actor=cast.ada, part=part)
    assert told(cast.ada, thread).startswith(QUOTE)
    assert QUOTE not in told(cast.fay, thread)
    assert QUOTE not in body(cast.fay, feed)


def test_what_a_person_takes_along_or_erases_is_not_concerned(cast: "Cast", part: Part) -> None:
    thread = about(cast, part)
    services.erase(opening_of(thread))
    assert Anchor.objects.filter(thread=thread, exact=WORDS).exists()
    assert WORDS not in body(cast.fay, part.unit.get_absolute_url()).split("asked-here", 1)[1]
