"""People find what they may open, and nothing else."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import policies as people
from accounts.choices import Role, ScopeKind, UserState, Visibility
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import block, end_membership, grant, plant
from community.discussion import policies, services
from community.discussion.models import Post
from core import search
from core.search import Asked
from courses.choices import UnitState
from courses.models import Part, Unit
from courses.pages.search import visible
from courses.policies import can_read_part
from tests.community.test_visibility import PEOPLE, history, live
from tests.factories.community import course_of, opening_of, placement_in, reply_by, space_in, thread_by
from tests.factories.courses import PartFactory, UnitFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

HERE = "/c/clinical-reasoning/search/"


def finds(person: User, typed: str, url: str = HERE) -> str:
    """What stands in the list of results."""
    client = Client()
    client.force_login(person)
    answer = client.get(url, {"q": typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    return page.partition('<ul class="list">')[2].partition("</ul>")[0]


def said(cast: "Cast", words: str = "Does a clear film rule out a clot?") -> Post:
    post = opening_of(thread_by(cast.cleo, space_in(cast), source=words))
    search.rebuild()
    return post


@pytest.mark.parametrize(
    ("who", "reads"), [("cleo", True), ("fay", True), ("ada", True), ("ben", False), ("kim", False), ("eve", False)]
)
def test_posts_are_found_by_those_who_read_them(cast: "Cast", who: str, reads: bool) -> None:
    post = said(cast)
    shown = finds(getattr(cast, who), "film", "/search/")
    assert (f"/t/{post.thread_id}/p/{post.pk}/" in shown) == reads
    assert ("<mark>film</mark>" in shown) == reads


def test_words_of_a_unit_lead_to_their_place(cast: "Cast") -> None:
    part = PartFactory(unit=UnitFactory(course=course_of(cast)), text="Ventilation and perfusion.", title="Gases")
    search.rebuild()
    assert f"{part.unit.get_absolute_url()}#{part.anchor}" in finds(cast.cleo, "perfusion")
    part.unit.state = UnitState.DRAFT
    part.unit.save()
    assert finds(cast.cleo, "perfusion") == ""
    assert "Gases" in finds(cast.ada, "perfusion")


def test_people_of_the_course_are_found_by_name(cast: "Cast") -> None:
    course_of(cast)
    search.rebuild()
    assert cast.fay.get_absolute_url() in finds(cast.cleo, "fay")
    assert finds(cast.eve, "fay", "/search/") == ""
    block(actor=cast.fay, person=cast.cleo)
    assert finds(cast.cleo, "fay") == ""


@pytest.mark.parametrize("act", ["hide", "delete", "leave"])
def test_what_is_gone_is_not_found(cast: "Cast", act: str, django_capture_on_commit_callbacks: object) -> None:
    post = said(cast)
    if act == "hide":
        services.hide_post(post)
    elif act == "delete":
        services.delete(actor=cast.cleo, post=post)
    else:
        end_membership(user=cast.fay, scope=cast.course_scope)
        assert finds(cast.fay, "film", "/search/") == ""
        return
    assert finds(cast.fay, "film") == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [("film author:fay", False), ("author:cleo", True), ("unit:breath film", True), ("unit:nowhere film", False)],
)
def test_filters(cast: "Cast", typed: str, found: bool) -> None:
    placement = placement_in(cast, unit=UnitFactory(course=course_of(cast), title="Breathlessness"))
    thread_by(cast.cleo, services.open_spaces(placement)[0])
    search.rebuild()
    assert bool(finds(cast.fay, typed)) == found


def test_hidden_name_finds_nothing(cast: "Cast") -> None:
    """Behind a persona one is found under its label only."""
    thread = thread_by(cast.ada, space_in(cast, config={"prompt": "Why?", "anonymity": "choice"}))
    services.reply(actor=cast.fay, thread=thread, source="The film finds the rivals.", anonymous=True)
    search.rebuild()
    assert finds(cast.cleo, "rivals author:fay") == ""
    assert "Fay" not in finds(cast.cleo, "rivals")


def test_what_was_typed_is_kept_and_escaped(cast: "Cast") -> None:
    said(cast, "A <script>alert(1)</script> film")
    client = Client()
    client.force_login(cast.fay)
    page = client.get(HERE, {"q": '"><script>alert(1)</script> film'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page or "Nothing found." in page


def test_document_is_written_after_the_commit(cast: "Cast", django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        thread_by(cast.cleo, space_in(cast), source="Is this an embolus?")
    assert "embolus" in finds(cast.fay, "embolus")


def queries(person: User, typed: str) -> int:
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(HERE, {"q": typed}).status_code == 200
    return len(captured)


def test_search_costs_the_same_for_one_result_and_for_thirty(cast: "Cast") -> None:
    thread = said(cast, "About a film by Fay.").thread
    PartFactory(unit=UnitFactory(course=course_of(cast)), text="A film of Fay.")
    search.rebuild()
    one = queries(cast.jo, "fay")
    for n in range(29):
        reply_by(cast.fay, thread, source=f"Film {n}, says Fay.")
        PartFactory(unit=UnitFactory(course=course_of(cast)), text=f"Fay's film {n}.")
    search.rebuild()
    assert queries(cast.jo, "fay") <= one
    assert one <= 10


WORLD = st.fixed_dictionaries(
    {
        "groups": st.sampled_from(["course", "apart"]),
        "unit": st.sampled_from(UnitState.values),
        "visibility": st.sampled_from(Visibility.values),
        "blocks": st.booleans(),
    }
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=history, world=WORLD)
def test_what_is_found_can_be_opened(cast: "Cast", history: list[tuple[str, int]], world: dict[str, str]) -> None:
    """Whatever happened since, and whatever the index still holds."""
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    for person in (cast.cleo, cast.fay):
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        grant(user=person, scope=group, role=Role.LEARNER)
    place = placement_in(cast, config={"groups": world["groups"]})
    PartFactory(unit=place.unit, text="film")
    space = next(space for space in services.open_spaces(place) if space.group in (None, group))
    thread = thread_by(cast.cleo, space, source="A film")
    search.rebuild()
    live(cast, thread, history)
    Unit.objects.filter(pk=place.unit_id).update(state=world["unit"])
    User.objects.filter(pk=cast.fay.pk).update(visibility=world["visibility"])
    if world["blocks"]:
        block(actor=cast.fay, person=cast.cleo)
    for who in PEOPLE:
        opens(getattr(cast, who))


def opens(person: User) -> None:
    request = RequestFactory().get("/search/")
    request.rights = rights = rights_of(person)  # type: ignore[attr-defined]
    found = visible(request, Asked.read("film"), None)
    ids: dict[str, set[int]] = {}
    for document in found:
        ids.setdefault(document.kind, set()).add(document.object_id)
    posts = Post.objects.filter(pk__in=ids.get("community.post", ()))
    assert all(policies.can_read_post(rights, post) for post in posts)
    parts = Part.objects.filter(pk__in=ids.get("courses.part", ()))
    assert all(can_read_part(rights, part) for part in parts)
    others = User.objects.filter(pk__in=ids.get("accounts.person", ()))
    assert all(people.can_see(rights, other) and other.state == UserState.ACTIVE for other in others)
