"""A thread hangs on a passage or on a second: set, followed through every change of the text, moved, taken away."""

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from community.discussion import services
from community.discussion.choices import Found
from community.discussion.models import Anchor, Tending, Thread
from core.policy import Refused
from courses.choices import TextFormat
from courses.models import Part
from courses.services import change_text, retire_part
from tests.factories.community import placement_in, reply_by, space_in, thread_by
from tests.factories.courses import PartFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

Spot = services.Spot
YOUTUBE = "https://www.youtube.com/watch?v=kXqUHH2mkA0"
WORDS = "Her chest sounds clear on both sides, and she is afebrile."
HTML = f'<p>She is short of breath.</p><p>{WORDS}</p><p><a href="{YOUTUBE}">Watch it</a></p>'


def text_in(cast: "Cast", html: str = HTML) -> Part:
    """A text of the unit of a new discussion."""
    part: Part = PartFactory(unit=placement_in(cast).unit)
    return rewrite(cast, part, html)


def rewrite(cast: "Cast", part: Part, html: str) -> Part:
    return change_text(actor=cast.ada, part=part, source=html, format=TextFormat.HTML)


def about(cast: "Cast", part: Part, words: str = WORDS, **fields: object) -> Thread:
    space = space_in(cast, unit=part.unit)
    return thread_by(cast.cleo, space, spot=Spot(part.pk, words=words), **fields)


def state(thread: Thread) -> tuple[str, str]:
    """What was found, and what stands there now."""
    anchor = Anchor.objects.select_related("part").get(thread=thread)
    assert anchor.part is not None
    return anchor.found, anchor.part.text[anchor.start : anchor.end]


def test_a_passage_is_kept_with_what_stands_around_it(cast: "Cast") -> None:
    anchor = about(cast, text_in(cast), "her chest SOUNDS clear").anchor
    assert (anchor.exact, anchor.prefix, anchor.suffix[:9]) == (
        "Her chest sounds clear",
        "She is short of breath.\n",
        " on both ",
    )
    assert anchor.part_key == anchor.part.key


def test_it_follows_its_text_and_says_when_it_has_changed(cast: "Cast") -> None:
    part = text_in(cast)
    thread = about(cast, part)
    rewrite(cast, part, f"<h2>New</h2><p>And more of it.</p>{HTML.replace('breath', 'air')}")
    assert state(thread) == (Found.SAME, WORDS)
    rewrite(cast, part, HTML.replace("both sides", "the left side"))
    assert state(thread) == (Found.EDITED, WORDS.replace("both sides", "the left side"))
    rewrite(cast, part, "<p>Something else entirely is written here now.</p>")
    assert state(thread)[0] == Found.CHANGED
    rewrite(cast, part, HTML)
    assert state(thread) == (Found.SAME, WORDS)
    assert thread.anchor.exact == WORDS


def test_a_second_of_a_video_stays_as_long_as_the_text_links_to_it(cast: "Cast") -> None:
    part = text_in(cast)
    space = space_in(cast, unit=part.unit)
    thread = thread_by(cast.cleo, space, spot=Spot(part.pk, video=YOUTUBE, seconds=190))
    rewrite(cast, part, HTML.replace("Watch it", "See"))
    assert state(thread)[0] == Found.SAME
    rewrite(cast, part, "<p>No video.</p>")
    assert state(thread)[0] == Found.CHANGED


@pytest.mark.parametrize(
    "spot",
    [
        {"words": "not in the text"},
        {"words": ""},
        {"words": "x" * 501},
        {"video": "https://youtu.be/other", "seconds": 3},
        {"video": YOUTUBE, "seconds": 90_000},
        {"video": YOUTUBE, "seconds": -1},
    ],
)
def test_what_is_not_in_the_text_is_refused(cast: "Cast", spot: dict[str, object]) -> None:
    part = text_in(cast)
    with pytest.raises(ValidationError):
        thread_by(cast.cleo, space_in(cast, unit=part.unit), spot=Spot(part.pk, **spot))  # type: ignore[arg-type]
    assert not Thread.objects.filter(author=cast.cleo).exists()


def test_its_author_and_staff_set_and_remove_it_and_nobody_else(cast: "Cast") -> None:
    part = text_in(cast)
    thread = about(cast, part)
    for other in (cast.fay, cast.dan, cast.eve):
        with pytest.raises(Refused):
            services.anchor_thread(actor=other, thread=thread, spot=None)
    services.anchor_thread(actor=cast.cleo, thread=thread, spot=None)
    assert not Anchor.objects.exists()
    services.anchor_thread(actor=cast.jo, thread=thread, spot=Spot(part.pk, words="she is afebrile"))
    services.anchor_thread(actor=cast.ada, thread=thread, spot=Spot(part.pk, video=YOUTUBE, seconds=5))
    assert [(row.exact, row.seconds) for row in Anchor.objects.all()] == [("", 5)]


def test_only_a_text_that_one_reads_in_the_same_course_will_do(cast: "Cast") -> None:
    thread = about(cast, text_in(cast))
    elsewhere = PartFactory(unit__course__scope=cast.programme)
    left = retire_part(actor=cast.ada, part=text_in(cast))
    for part in (elsewhere, left):
        with pytest.raises(Refused):
            services.anchor_thread(actor=cast.ada, thread=thread, spot=Spot(part.pk, words="chest"))


def test_a_text_that_goes_for_good_leaves_the_words(cast: "Cast") -> None:
    part = text_in(cast)
    thread = about(cast, part)
    part.delete()
    anchor = Anchor.objects.get(thread=thread)
    assert (anchor.part, anchor.exact, anchor.part_key) == (None, WORDS, part.key)


def test_it_survives_moving_splitting_and_merging(cast: "Cast") -> None:
    part = text_in(cast)
    thread = about(cast, part)
    reply = reply_by(cast.fay, thread)
    services.move_thread(actor=cast.ada, thread=thread, space=space_in(cast, unit=part.unit))
    thread.refresh_from_db()
    made = services.split_thread(actor=cast.ada, thread=thread, posts=[reply.pk], title="Apart")
    both = [(thread.pk, WORDS), (made.pk, WORDS)]
    assert sorted(Anchor.objects.values_list("thread", "exact")) == both
    services.undo_tending(actor=cast.ada, tending=Tending.objects.latest("pk"))
    assert list(Anchor.objects.values_list("thread", "exact")) == both[:1]
    plain = thread_by(cast.fay, thread.space, source="Plain.")
    services.merge_thread(actor=cast.ada, thread=thread, into=plain)
    assert Anchor.objects.get(thread=plain).exact == WORDS
    services.undo_tending(actor=cast.ada, tending=Tending.objects.latest("pk"))
    assert not Anchor.objects.filter(thread=plain).exists()
    assert Anchor.objects.get(thread=thread).exact == WORDS


def test_what_both_hang_on_stays_with_each(cast: "Cast") -> None:
    part = text_in(cast)
    one, other = about(cast, part), about(cast, part, "short of breath")
    services.merge_thread(actor=cast.ada, thread=one, into=other, shown_to=99)
    assert Anchor.objects.get(thread=other).exact == "short of breath"
    services.undo_tending(actor=cast.ada, tending=Tending.objects.latest("pk"))
    assert Anchor.objects.get(thread=one).exact == WORDS
