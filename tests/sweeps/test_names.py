"""Histories, chosen and random, each told by one person and by another: a classmate gets the same bytes. CI tells the same
few on either engine; COLLOQUY_EVERY=yes tells two hundred."""

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.community.acts import ACTS, Step
from tests.community.histories import LOOKED, compare, steps

if TYPE_CHECKING:
    from tests.conftest import Cast

EXAMPLES = 200 if os.environ.get("COLLOQUY_EVERY") else 6
PUT_TOGETHER: list[Step] = [
    ("start", "X", 1),
    ("reply", "X", 0),
    ("late", "X", 3),
    ("call", "Y", 2),
    ("start", "Y", 3),
    ("reply", "X", 7),
    ("label", "Y", 0),
    ("merge", "x", 1),
    ("split", "x", 1),
    ("edit", "X", 2),
    ("helped", "y", 3),
]
WRITTEN_BY_SEVERAL: list[Step] = [
    ("start", "Y", 2),
    ("share", "X", 1),
    ("share", "x", 1),
    ("share", "Y", 1),
    ("endorse", "x", 0),
    ("poll", "x", 1),
    ("vote", "y", 0),
    ("ask_on", "X", 4),
    ("resolve", "X", 0),
    ("react", "x", 2),
    ("file", "Y", 0),
    ("warn", "X", 1),
]
SHOWN_AND_MOVED: list[Step] = [
    ("ask", "X", 0),
    ("show", "X", 0),
    ("start", "Y", 1),
    ("about", "Y", 0),
    ("point", "Y", 0),
    ("answer", "X", 0),
    ("undo", "X", 0),
    ("back", "Y", 0),
    ("delete", "Y", 0),
    ("hide", "x", 4),
    ("convert", "x", 0),
    ("move", "x", 0),
]
CHOSEN = [
    (PUT_TOGETHER, "choice", "", "odd", ""),
    (PUT_TOGETHER, "always", "x", "all", "y"),
    (WRITTEN_BY_SEVERAL, "choice", "y", "all", ""),
    (SHOWN_AND_MOVED, "choice", "x", "odd", "x"),
]


@pytest.mark.parametrize(("history", "anonymity", "shut", "others", "looked"), CHOSEN)
def test_peers_get_the_same_bytes_whoever_wrote(
    cast: "Cast", history: list[Step], anonymity: str, shut: str, *, others: str, looked: str
) -> None:
    compare(cast, history, anonymity, shut, others=others, looked=looked, whole=False)


def test_everything_that_people_do_is_in_what_was_chosen() -> None:
    assert {act for history, *_how in CHOSEN for act, _who, _which in history} == ACTS


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(
    history=steps,
    anonymity=st.sampled_from(["choice", "always"]),
    shut=st.sampled_from(["", "x", "y"]),
    others=st.sampled_from(["all", "odd"]),
    looked=st.sampled_from(sorted(LOOKED)),
)
def test_random_histories_are_the_same_to_peers(
    cast: "Cast", history: list[Step], anonymity: str, shut: str, *, others: str, looked: str
) -> None:
    compare(cast, history, anonymity, shut, others=others, looked=looked, whole=False)
