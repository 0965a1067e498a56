"""Was it asked already? Those who write are shown what they may read, and staff point at the original."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts.rights import rights_of
from community.discussion import services
from community.discussion.events import ThreadPointed
from community.discussion.models import Thread
from community.discussion.notices import MyQuestionPointed
from community.discussion.pages.similar import similar_to
from core import search
from core.policy import Refused
from tests.community.test_pages import body, signed_in
from tests.factories.community import course_of, opening_of, placement_in, space_in, thread_by

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Cast

TITLE = "Does a clear film rule out a clot?"


def asked(cast: "Cast", *titles: str) -> list[Thread]:
    space = space_in(cast)
    threads = [thread_by(cast.cleo, space, source=title) for title in titles]
    search.rebuild()
    return threads


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Is a clot ruled out when the film is clear?", True),
        ("films and clots", True),
        ("How do I write a reflection?", False),
        ("Does the the and", False),
        ("", False),
    ],
)
def test_questions_that_ask_much_the_same_are_found(cast: "Cast", typed: str, found: bool) -> None:
    thread = asked(cast, TITLE, "Where is the timetable?")[0]
    rows = similar_to(rights_of(cast.fay), course_of(cast), typed)
    assert [row.thread for row in rows] == ([thread] if found else [])


def test_at_most_five_and_only_what_one_may_read(cast: "Cast") -> None:
    asked(cast, *[f"Does a clear film rule out a clot, part {n}?" for n in range(7)])
    shown = signed_in(cast.fay).get(f"/threads/similar/{space_of()}/", {"title": TITLE}).content.decode()
    assert shown.count("<li>") == 5
    assert similar_to(rights_of(cast.ben), course_of(cast), TITLE) == []
    assert signed_in(cast.ben).get(f"/threads/similar/{space_of()}/", {"title": TITLE}).status_code == 404


def space_of() -> int:
    return Thread.objects.earliest("pk").space_id


def send(person: "User", **fields: object) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    answer = client.post("/threads/start/", {"space": space_of(), "kind": "question", "token": "once", **fields})
    return answer.status_code, answer.content.decode()


def test_without_scripts_it_is_a_step_before_posting(cast: "Cast") -> None:
    thread = asked(cast, TITLE)[0]
    status, page = send(cast.fay, source="A clear film and a clot?\n\nMy own words.")
    assert status == 422
    assert ("Has this been asked already?" in page, "My own words." in page, TITLE in page) == (True, True, True)
    assert Thread.objects.count() == 1
    assert send(cast.fay, source="A clear film and a clot?", similar=str(thread.pk))[0] == 302
    assert Thread.objects.count() == 2


def test_claims_are_not_compared(cast: "Cast") -> None:
    asked(cast, TITLE)
    assert send(cast.fay, source=TITLE, kind="claim")[0] == 302


@pytest.mark.parametrize(("who", "may"), [("cleo", True), ("ada", True), ("fay", False)])
def test_author_and_staff_point_at_the_original(cast: "Cast", who: str, may: bool) -> None:
    original, later = asked(cast, TITLE, "Is a clot ruled out when the film is clear?")
    client = signed_in(getattr(cast, who))
    answer = client.post(f"/t/{later.pk}/same/", {"original": original.pk})
    later.refresh_from_db()
    assert (answer.status_code, later.duplicate_of) == ((302, original) if may else (403, None))
    assert ("This was asked before." in body(cast.fay, f"/t/{later.pk}/")) == may


def test_pointing_can_be_undone_and_its_author_is_told(cast: "Cast") -> None:
    original, later = asked(cast, TITLE, "Another one?")
    services.point(actor=cast.ada, thread=later, original=original)
    ids = {"thread_id": later.pk, "post_id": opening_of(later).pk, "original_id": original.pk}
    event = ThreadPointed(**ids, author_id=cast.cleo.pk, by_id=cast.ada.pk)
    assert list(MyQuestionPointed().recipients(event)) == [cast.cleo]
    signed_in(cast.ada).post(f"/t/{later.pk}/not-the-same/")
    later.refresh_from_db()
    assert later.duplicate_of is None


def test_chains_are_refused_and_kept_short(cast: "Cast") -> None:
    first, second, third = asked(cast, TITLE, "Second?", "Third?")
    services.point(actor=cast.ada, thread=second, original=first)
    with pytest.raises(Refused):
        services.point(actor=cast.ada, thread=third, original=second)
    with pytest.raises(Refused):
        services.point(actor=cast.ada, thread=first, original=first)
    services.point(actor=cast.ada, thread=first, original=third)
    second.refresh_from_db()
    assert second.duplicate_of == third


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "This is not the address of a thread."),
        ("/t/999999/", "There is no such question."),
        ("", "Choose"),
    ],
)
def test_wrong_choice_comes_back_with_its_reason(cast: "Cast", address: str, words: str) -> None:
    thread = asked(cast, TITLE)[0]
    answer = signed_in(cast.ada).post(f"/t/{thread.pk}/same/", {"address": address})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_original_in_a_group_is_shown_to_nobody_else(cast: "Cast") -> None:
    original, later = asked(cast, TITLE, "Later?")
    other = services.open_spaces(placement_in(cast, config={"mentors": True}))[0]
    Thread.objects.filter(pk=original.pk).update(audience=other.audience)
    services.point(actor=cast.ada, thread=later, original=original)
    other.audience.roles.filter(role="learner").delete()
    assert "This was asked before." not in body(cast.fay, f"/t/{later.pk}/")
