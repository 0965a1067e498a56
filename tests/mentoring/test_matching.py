"""Wishes and offers, without a database."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching import Fit, Kind, Level, Offered, Slot, Wish, fit, next_slots, rank

AMARA = Offered(
    key=1,
    free=1,
    topics=frozenset({"Respiratory medicine", "Coming back after a setback"}),
    languages=frozenset({"en", "ig"}),
    times=frozenset({"early"}),
    modes=frozenset({"video"}),
)
WISHES = [
    Wish(Kind.TOPIC, ("respiratory  medicine",)),
    Wish(Kind.TOPIC, ("Coming back after a setback",)),
    Wish(Kind.LANGUAGE, ("ig", "yo")),
    Wish(Kind.TIME, ("early", "evenings")),
    Wish(Kind.MODE, ("in_person",)),
]


def levels(result: Fit) -> list[Level]:
    return [answer.level for answer in result.answers]


def test_fit_goes_wish_by_wish_and_shows_the_miss() -> None:
    result = fit(WISHES, AMARA)
    assert levels(result) == [Level.MET, Level.MET, Level.MET, Level.MET, Level.PART]
    assert (result.met, result.part, result.total, result.points) == (4, 1, 5, 2 * 2 + 3 * 2 + 1)


def test_fit_names_what_was_found() -> None:
    found = [answer.found for answer in fit(WISHES, AMARA).answers]
    assert found == [("respiratory  medicine",), ("Coming back after a setback",), ("ig",), ("early",), ("video",)]


@pytest.mark.parametrize(
    ("wished", "offered", "level"),
    [
        ({"in_person"}, {"in_person", "video"}, Level.MET),
        ({"in_person"}, {"video"}, Level.PART),
        ({"video"}, {"in_person"}, Level.PART),
        ({"in_person"}, {"writing"}, Level.NOT),
        ({"writing"}, {"video"}, Level.NOT),
        ({"video"}, set(), Level.NOT),
    ],
)
def test_meeting_live_in_another_way_fits_in_part(wished: set[str], offered: set[str], level: Level) -> None:
    answer = fit([Wish(Kind.MODE, tuple(wished))], Offered(key=1, modes=frozenset(offered))).answers[0]
    assert answer.level is level


@pytest.mark.parametrize(
    ("wished", "offered", "level"),
    [("evenings", "evenings", Level.MET), ("evenings", "early", Level.PART), ("evenings", "weekend", Level.NOT)],
)
def test_another_hour_of_the_same_days_fits_in_part(wished: str, offered: str, level: Level) -> None:
    answer = fit([Wish(Kind.TIME, (wished,))], Offered(key=1, times=frozenset({offered}))).answers[0]
    assert answer.level is level


def test_topic_never_fits_in_part() -> None:
    answer = fit([Wish(Kind.TOPIC, ("Radiology",))], AMARA).answers[0]
    assert (answer.level, answer.found) == (Level.NOT, ())


def test_first_wish_counts_double() -> None:
    first = Offered(key=1, topics=frozenset({"A"}))
    second = Offered(key=2, topics=frozenset({"B"}), free=9)
    wishes = [Wish(Kind.TOPIC, ("A",)), Wish(Kind.TOPIC, ("B",))]
    assert [each.offered.key for each in rank(wishes, [second, first], seed="x")] == [1, 2]


def test_tie_goes_to_who_does_not_teach_then_to_most_free_places() -> None:
    teaches = Offered(key=1, free=9, teaches=True)
    one, three = Offered(key=2, free=1), Offered(key=3, free=3)
    assert [each.offered.key for each in rank([], [teaches, one, three], seed="x")] == [3, 2, 1]


def test_last_tie_is_a_draw_that_can_be_repeated_and_differs_between_students() -> None:
    pool = [Offered(key=key, free=1) for key in range(12)]
    orders = {seed: [each.offered.key for each in rank([], pool, seed=seed)] for seed in ("7:1", "7:2")}
    assert orders["7:1"] == [each.offered.key for each in rank([], reversed(pool), seed="7:1")]
    assert orders["7:1"] != orders["7:2"]


def test_no_wishes_fit_nothing() -> None:
    assert fit([], AMARA).total == 0


def test_times_proposed_suit_both_and_fall_on_different_days() -> None:
    friday = date(2026, 11, 27)
    found = next_slots({"evenings", "early"}, {"evenings", "weekend"}, start=friday)
    assert found == [Slot(date(2026, 11, day), time(19)) for day in (27, 30)] + [Slot(date(2026, 12, 1), time(19))]


def test_times_of_the_first_person_when_none_suits_both() -> None:
    found = next_slots({"weekend"}, {"early"}, start=date(2026, 11, 23), count=2)
    assert found == [Slot(date(2026, 11, 28), time(14, 30)), Slot(date(2026, 11, 29), time(14, 30))]


def test_times_when_nobody_said_any() -> None:
    assert len(next_slots((), (), start=date(2026, 11, 22))) == 3


words = st.sampled_from(["a", "b", "c", "d"])
wish = st.builds(Wish, kind=st.sampled_from(Kind), values=st.lists(words, min_size=1, max_size=3).map(tuple))
offer = st.builds(
    Offered,
    key=st.integers(1, 50),
    free=st.integers(0, 4),
    **{name: st.frozensets(words, max_size=3) for name in ("topics", "languages", "times", "modes")},
)


@given(wishes=st.lists(wish, max_size=6), pool=st.lists(offer, max_size=8, unique_by=lambda each: each.key))
def test_points_are_the_sum_of_the_lines_and_never_rise_down_the_list(wishes: list[Wish], pool: list[Offered]) -> None:
    ranked = rank(wishes, pool, seed="round")
    points = [each.fit.points for each in ranked]
    assert points == sorted(points, reverse=True)
    assert all(each.fit.points == sum(answer.points for answer in each.fit.answers) for each in ranked)
    assert all(each.fit.points <= 2 * len(wishes) + 2 for each in ranked)
