"""One list: what is asked of me, answers to me, what I follow, the rest."""

from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import services
from community.discussion.models import Thread
from community.discussion.pages.catching_up import ANSWERED, ASKED, FOLLOWED, REST, sorted_for
from tests.community.test_pages import LIST, body, queries
from tests.factories.community import opening_of, placement_in, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

HERE = "/c/clinical-reasoning/catch-up/"


def list_of(person: User) -> list[tuple[str, int]]:
    return [(thread.title, thread.sort) for thread in sorted_for(rights_of(person), None)]


def talk(cast: "Cast") -> dict[str, Thread]:
    """Cleo asks and is answered, Fay asks and waits, Ada claims, and Fay answers her."""
    space = space_in(cast)
    mine = thread_by(cast.cleo, space, source="Mine")
    reply_by(cast.fay, mine)
    waits = thread_by(cast.fay, space, source="Waits")
    claim = thread_by(cast.ada, space, source="Claim", kind="claim")
    return {"mine": mine, "waits": waits, "claim": claim}


def test_each_thread_once_in_its_place(cast: "Cast") -> None:
    made = talk(cast)
    services.follow(actor=cast.cleo, thread=made["claim"])
    assert list_of(cast.cleo) == [("Mine", ANSWERED), ("Claim", FOLLOWED), ("Waits", REST)]
    assert list_of(cast.ada)[0] == ("Waits", ASKED)
    assert list_of(cast.eve) == []


def test_oldest_promise_stands_first_though_it_was_read(cast: "Cast") -> None:
    space = space_in(cast)
    for title in ("First", "Second"):
        thread_by(cast.fay, space, source=title)
    Thread.objects.filter(title="Second").update(answer_due_at=None)
    for thread in Thread.objects.all():
        services.read(user_id=cast.ada.pk, thread_id=thread.pk, seqs=[1])
    assert list_of(cast.ada) == [("First", ASKED), ("Second", ASKED)]


@pytest.mark.parametrize(("what", "left"), [("thread", 2), ("unit", 1), ("course", 1)])
def test_muted_is_left_out_but_answers_to_me_are_not(cast: "Cast", what: str, left: int) -> None:
    made = talk(cast)
    services.set_following(
        actor=cast.cleo,
        choice="mute",
        thread=made["claim"] if what == "thread" else None,
        spaces=[made["claim"].space] if what == "unit" else [],
        scope=cast.course_scope if what == "course" else None,
    )
    assert len(list_of(cast.cleo)) == left
    assert list_of(cast.cleo)[0] == ("Mine", ANSWERED)


def test_what_is_read_leaves_the_list(cast: "Cast") -> None:
    talk(cast)
    assert "Answers to you" in body(cast.cleo, HERE)
    assert "Answers to you" in body(cast.cleo, "/catch-up/")
    for thread in Thread.objects.all():
        body(cast.cleo, f"/t/{thread.pk}/")
    assert "You have read everything here." in body(cast.cleo, HERE)


def test_hidden_answer_is_not_counted(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="Mine")
    services.hide_post(reply_by(cast.fay, thread))
    assert list_of(cast.cleo) == []


def test_catching_up_costs_the_same_for_one_thread_and_for_thirty(cast: "Cast") -> None:
    space = space_in(cast)
    thread_by(cast.cleo, space)
    one = queries(cast.fay, HERE)
    for n in range(30):
        reply_by(cast.ada, thread_by([cast.fay, cast.cleo][n % 2], space, source=f"Thread {n}."))
    other = services.open_spaces(placement_in(cast))[0]
    thread_by(cast.cleo, other, source="Elsewhere")
    assert queries(cast.fay, HERE) == one
    assert queries(cast.fay, "/catch-up/") <= one
    assert one <= 10
    assert body(cast.fay, HERE).count('class="trow"') == 20


@pytest.mark.parametrize(("tab", "shown"), [("mine", ["Waits"]), ("endorsed", ["Mine"])])
def test_more_ways_to_look_at_the_list_of_a_course(cast: "Cast", tab: str, shown: list[str]) -> None:
    made = talk(cast)
    answer = made["mine"].posts.exclude(pk=opening_of(made["mine"]).pk).get()
    services.endorse(actor=cast.ada, post=answer, reason="She argues from what the test can show.")
    page = body(cast.fay, f"{LIST}?tab={tab}")
    assert [title for title in ("Mine", "Waits", "Claim") if f'auto">{title}</a>' in page] == shown
