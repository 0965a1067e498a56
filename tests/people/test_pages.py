"""What the pages between people show, to whom, and at what cost."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.services import grant
from community.people import services
from community.people.models import Connection, Hello, Introduction, Suggestion
from courses.services import place_block
from tests.factories.community import course_of, placement_in
from tests.factories.people import GOAL, classmate, connected, hello_from, introduced

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from courses.models import Placement
    from tests.conftest import Cast

    Visit = Callable[..., Any]

BLOCK = "community.introductions"


@pytest.fixture
def visit(client: Client) -> "Visit":
    def go(person: "User", name: str, *args: object, **data: Any) -> Any:
        client.force_login(person)
        url = reverse(f"community:{name}", args=args)
        return client.post(url, data) if data else client.get(url)

    return go


@pytest.fixture
def placement(cast: "Cast") -> "Placement":
    config = {"question": "What would you like company for?", "match_on": ["goal", "site"], "sites": "Whinfell\nSaltby"}
    return placement_in(cast, block_key=BLOCK, config=config)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def list_of(page: str) -> str:
    return page[page.index("From you") : page.index("</main>")]


def unit_of(placement: "Placement") -> str:
    return reverse("courses:unit", args=[placement.unit.course.slug, placement.unit.slug])


def test_block_asks_one_question_and_only_what_it_matches_on(
    cast: "Cast", placement: "Placement", client: Client
) -> None:
    client.force_login(cast.cleo)
    page = text(client.get(unit_of(placement)))
    assert "What would you like company for?" in page
    assert "Whinfell" in page
    assert 'name="study_times"' not in page


@pytest.mark.parametrize("who", ["ada", "jo", "ben"])
def test_block_shows_staff_and_mentors_nobody(both: "Cast", placement: "Placement", client: Client, who: str) -> None:
    services.suggest_due()
    grant(user=both.ben, scope=both.course_scope, role=Role.MENTOR)
    client.force_login(getattr(both, who))
    page = text(client.get(unit_of(placement)))
    assert "Students are introduced to each other here." in page
    assert "You both would like company" not in page


def test_answering_in_the_unit_leads_back_to_it(cast: "Cast", placement: "Placement", visit: "Visit") -> None:
    course = placement.unit.course
    answer = visit(cast.cleo, "introduce", course.slug, goals=[GOAL], site="Whinfell", **{"from": "unit"})
    assert answer["Location"] == placement.unit_url
    said = Introduction.objects.get(person=cast.cleo).facts.values_list("fact", "value")
    assert set(said) == {("goal", GOAL), ("site", "whinfell")}


def test_invalid_answer_redraws_the_block_alone(cast: "Cast", placement: "Placement", visit: "Visit") -> None:
    answer = visit(cast.cleo, "introduce", placement.unit.course.slug, goals=["nonsense"], **{"from": "unit"})
    assert answer.status_code == 422
    assert "Back to" in text(answer)


def test_empty_answer_comes_back(cast: "Cast", placement: "Placement", visit: "Visit") -> None:
    answer = visit(cast.cleo, "introduce", placement.unit.course.slug, text="Hello")
    assert (answer.status_code, Introduction.objects.exists()) == (422, False)


def test_skipping_is_remembered_in_the_unit(
    cast: "Cast", placement: "Placement", visit: "Visit", client: Client
) -> None:
    visit(cast.cleo, "introduce-skip", placement.unit.course.slug, **{"from": "unit"})
    page = text(client.get(unit_of(placement)))
    assert "You skipped this question" in page
    assert 'name="goals"' not in page


def test_reasons_are_told_in_words(both: "Cast", placement: "Placement", visit: "Visit") -> None:
    services.suggest_due()
    page = text(visit(both.cleo, "people"))
    assert "You both would like company for reading the units together." in page


def test_hello_from_page_to_connection(both: "Cast", placement: "Placement", visit: "Visit") -> None:
    introduced(both.fay, both.course_scope, reach="By the library desk", goal=[GOAL])
    services.suggest_due()
    suggestion = Suggestion.objects.get(to=both.cleo)
    assert "Only Fay sees this" in text(visit(both.cleo, "hello-new", suggestion.pk))
    line = "You both would like company for reading the units together."
    assert visit(both.cleo, "hello-new", suggestion.pk, line=line, text="Shall we?").status_code == 302
    hello = Hello.objects.get()
    assert "Shall we?" in text(visit(both.fay, "hellos"))
    visit(both.fay, "hello-accept", hello.ref, x="1")
    assert Connection.objects.live().exists()
    assert "By the library desk" in text(visit(both.cleo, "people"))


def test_decline_shows_its_sender_nothing(both: "Cast", visit: "Visit") -> None:
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    before = text(visit(both.cleo, "hellos"))
    visit(both.fay, "hello-decline", hello.ref, x="1")
    after = text(visit(both.cleo, "hellos"))
    assert list_of(after) == list_of(before)


def test_hello_is_answered_by_who_was_greeted_only(both: "Cast", visit: "Visit") -> None:
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    assert visit(both.cleo, "hello-accept", hello.ref, x="1").status_code == 404
    for who in ("ada", "ben", "kim", "lea", "dan"):
        assert visit(getattr(both, who), "hello-accept", hello.ref, x="1").status_code == 404


def test_setting_a_suggestion_aside_can_be_undone(both: "Cast", visit: "Visit") -> None:
    services.suggest_due()
    suggestion = Suggestion.objects.get(to=both.cleo)
    course_of(both)
    visit(both.cleo, "suggestion-aside", suggestion.pk, x="1")
    assert "You both would like" not in text(visit(both.cleo, "people"))
    visit(both.cleo, "suggestion-back", suggestion.pk, x="1")
    assert "You both would like" in text(visit(both.cleo, "people"))


def test_programme_lead_sees_counts_of_five_and_more(both: "Cast", visit: "Visit") -> None:
    course_of(both)
    assert "fewer than 5" in text(visit(both.kim, "people"))
    for number in range(3):
        classmate(both, f"Person {number}")
    page = text(visit(both.kim, "people"))
    assert '<td class="num-end">5</td>' in page
    assert "Cleo" not in page
    assert "Introductions in your programme" not in text(visit(both.ada, "people"))


def test_people_page_costs_the_same_for_one_and_for_many(both: "Cast", client: Client) -> None:
    course_of(both)
    client.force_login(both.cleo)
    counted = []
    for turn in range(3):
        for number in range(turn * 4 + 1):
            person = classmate(both, f"Person {turn} {number}")
            hello_from(classmate(both, f"Sender {turn} {number}"), both.cleo, both.course_scope)
            connected(person, both.cleo, both.course_scope)
        services.suggest_for(Introduction.objects.get(person=both.cleo))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("community:people"))
        counted.append(len(seen))
    assert counted[1] == counted[2] <= 14


def test_block_is_placed_like_any_other(cast: "Cast") -> None:
    course = course_of(cast)
    unit = course.units.create(title="Unit", slug="unit-1")
    placement = place_block(
        actor=cast.ada, unit=unit, block_key=BLOCK, config={"question": "What for?"}, whole_unit=True, why="Because."
    )
    assert placement.block_key == BLOCK
