"""A passage is found again after edits around it, after small edits in it, or it is said to have changed."""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from community.discussion.matching.nearly import distances, nearest
from community.discussion.matching.passages import LIKE, Page, bare, find, locate, passage_at

WORD = st.text(st.sampled_from("abcdefgh éß漢'“<&"), min_size=1, max_size=9)
TEXT = st.lists(WORD, min_size=40, max_size=60).map(" ".join)
SENTENCE = "Her chest sounds clear, and she is not in pain when she breathes in."
TEXTS = [f"Before it. {SENTENCE} After it.", f"{SENTENCE}", f"A\n{SENTENCE}\nB " * 3]


def edits(one: str, other: str) -> int:
    """The edit distance as everybody writes it."""
    row = list(range(len(other) + 1))
    for number, a in enumerate(one, 1):
        new = [number]
        for place, b in enumerate(other, 1):
            new.append(min(row[place] + 1, new[-1] + 1, row[place - 1] + (a != b)))
        row = new
    return row[-1]


@settings(deadline=None)
@given(st.text("abc", min_size=1, max_size=8), st.text("abc", min_size=1, max_size=14))
def test_the_bits_of_a_number_count_edits(pattern: str, text: str) -> None:
    ends = range(1, len(text) + 1)
    assert list(distances(pattern, text, from_start=True)) == [edits(pattern, text[:end]) for end in ends]
    best = [min(edits(pattern, text[start:end]) for start in range(end + 1)) for end in ends]
    assert list(distances(pattern, text)) == best
    fewest, start, end = nearest(pattern, text)
    assert fewest == edits(pattern, text[start:end]) or (start, end) == (end - 1, end)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), text=TEXT, left=TEXT, right=TEXT)
def test_edits_around_a_passage_lose_nothing(data: st.DataObject, text: str, left: str, right: str) -> None:
    start = data.draw(st.integers(0, len(text) - 30))
    passage = passage_at(text, start, start + data.draw(st.integers(20, 30)))
    assume(len(bare(passage.exact)) >= 12)
    edited = f"{left} {passage.exact} {right}"
    place = find(passage, Page(edited))
    assert place is not None
    assert place.same
    assert bare(edited[place.start : place.end]) == bare(passage.exact)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), text=TEXT, left=TEXT, right=TEXT)
def test_edits_in_a_passage_are_followed_or_reported(data: st.DataObject, text: str, left: str, right: str) -> None:
    start = data.draw(st.integers(0, len(text) - 60))
    passage = passage_at(text, start, start + 60)
    kept = [char for char in passage.exact if data.draw(st.integers(0, 9))]
    edited = f"{left} {''.join(kept)} {right}"
    changed = len(passage.exact) - len(kept)
    place = find(passage, Page(edited))
    if place is not None:
        assert 0 <= place.start < place.end <= len(edited)
        found = bare(edited[place.start : place.end])
        assert min(distances(bare(passage.exact), found)) <= (1 - LIKE) * len(bare(passage.exact))
    else:
        assert changed > 0


@given(text=TEXT, other=TEXT, start=st.integers(0, 40), length=st.integers(1, 60))
@settings(deadline=None)
def test_a_passage_never_points_outside(text: str, other: str, start: int, length: int) -> None:
    place = find(passage_at(text, start, start + length), Page(other))
    assert place is None or 0 <= place.start < place.end <= len(other)
    assert place == find(passage_at(text, start, start + length), Page(other))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("old", ["clear", "not in pain", "sounds"])
def test_a_word_more_or_less_is_followed(text: str, old: str) -> None:
    start = text.index(SENTENCE)
    place = find(passage_at(text, start, start + len(SENTENCE)), Page(text.replace(old, "quite another")))
    assert place is not None
    assert not place.same
    assert "chest" in text.replace(old, "quite another")[place.start : place.end]


def test_a_short_word_is_not_taken_for_another() -> None:
    text = "Give the dose twice. " + "Nothing else is written here at all. " * 9 + "A dose of salts."
    passage = passage_at(text, 9, 13)
    assert find(passage, Page(text.replace("Give the dose twice.", "Give it twice."))) is None
    assert find(passage, Page("New. " + text)) is not None


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("the 'furthest' reader \u2013 not", "the \u2018furthest\u2019 reader \u2014 not"),
        ("THE  \u2018furthest\u2019\nreader", "the \u2018furthest\u2019 reader"),
        ("reader", "reader"),
        ("nobody wrote this", None),
        (" \n ", None),
    ],
)
def test_what_somebody_types_is_found_as_it_stands(typed: str, exact: str | None) -> None:
    text = "Write for the \u2018furthest\u2019 reader \u2014 not the nearest."
    found = locate(typed, text)
    assert (found.exact if found else None) == exact


def test_of_several_the_one_that_was_selected_is_meant() -> None:
    text = "First: it is so. Second: it is so. Third: it is so."
    assert [locate("it is so", text, before=word).start for word in ("First: ", "Second:", "d: ")] == [7, 25, 25]  # type: ignore[union-attr]
    assert locate("it is so", text).start == 7  # type: ignore[union-attr]


@pytest.mark.parametrize("unit", ["Word{n} and more of it. ", "a", "ab", "a ", "aaaaaaab"])
def test_the_largest_text_is_searched_in_a_moment(unit: str) -> None:
    text = "".join(unit.format(n=n) for n in range(200_000 // len(unit)))[:200_000]
    passage = passage_at(text, 100_000, 100_500)
    broken = "".join("Z" if n % 6 == 0 else char for n, char in enumerate(passage.exact))
    begun = time.process_time()
    for other in (text[:9] + "x" + text[9:], text[:100_000] + broken + text[100_500:], "q w" * 66_000):
        find(passage, Page(other))
    locate(passage.exact, text, before=passage.prefix)
    assert time.process_time() - begun < 4 * 0.2
