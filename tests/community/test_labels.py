"""Labels of a course: defined by staff, chosen by writers or staff, shown and looked for."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accounts.choices import Role, ScopeKind
from accounts.services import grant, plant
from community.discussion import services
from community.discussion.models import Thread
from core import search
from core.policy import Refused
from courses.models import Course
from tests.community.test_pages import LIST, address, body, queries, signed_in
from tests.factories.community import course_of, placement_in, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

Label = services.Label
COURSE = "clinical-reasoning"


@pytest.fixture
def course(cast: "Cast") -> Course:
    """With two labels: Exam (1) and Ward (2)."""
    services.set_labels(
        actor=cast.ada, course=course_of(cast), labels=[Label(0, "Exam", "hold"), Label(0, "Ward")], writers=True
    )
    return course_of(cast)


def test_a_thread_wears_what_its_writer_chose(cast: "Cast", course: Course) -> None:
    space = space_in(cast)
    thread_by(cast.fay, space, source="Nothing on this one.")
    fields = {"space": space.pk, "kind": "question", "source": "When is it?", "labels": [1, 2]}
    assert signed_in(cast.cleo).post(reverse("community:thread-start"), fields).status_code == 302
    thread = Thread.objects.get(author=cast.cleo)
    assert [label.name for label in services.labels_on(thread)] == ["Exam", "Ward"]
    assert 'data-tone="hold">Exam' in body(cast.fay, address(thread))
    for url in (LIST, space.placement.get_absolute_url()):  # type: ignore[union-attr]
        assert "Nothing on this" in body(cast.fay, url)
        pk = space.placement_id
        narrowed = body(cast.fay, f"{url}?label=1&l{pk}=1")
        assert "When is it?" in narrowed
        assert "Nothing on this" not in narrowed


def test_a_label_finds_its_threads(cast: "Cast", course: Course) -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="When is it?", labels=[1])
    thread_by(cast.fay, thread.space, source="When is it really?")
    search.rebuild()
    found = body(cast.fay, reverse("courses:search") + "?q=label:exam+when")
    assert f"/t/{thread.pk}/" in found
    assert "really" not in found.replace("label:exam when", "")


def test_only_staff_choose_where_staff_said_so(cast: "Cast", course: Course) -> None:
    services.set_labels(actor=cast.ada, course=course, labels=services.labels_of(course), writers=False)
    thread = thread_by(cast.cleo, space_in(cast), labels=[1])
    assert thread.labels == ""
    with pytest.raises(Refused):
        services.label_thread(actor=cast.cleo, thread=thread, numbers=[1])
    services.label_thread(actor=cast.jo, thread=thread, numbers=[2])
    assert Thread.objects.get(pk=thread.pk).labels == "|2|"


def test_a_label_left_out_is_archived_and_stays_where_it_is(cast: "Cast", course: Course) -> None:
    thread = thread_by(cast.cleo, space_in(cast), labels=[1])
    services.set_labels(actor=cast.ada, course=course, labels=[Label(2, "Placement"), Label(0, "New")], writers=True)
    course.refresh_from_db()
    assert [(each.number, each.name, each.archived) for each in services.labels_of(course)] == [
        (2, "Placement", False),
        (3, "New", False),
        (1, "Exam", True),
    ]
    assert "Exam" in body(cast.fay, address(thread))
    assert services.Label(1, "Exam", "hold", archived=True) not in services.labels_offered(course)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("", "Exam"), ("", "exam")], "There is a label of this name already."),
        ([("1", "")], "A label needs a word."),
        ([("", f"L{n}") for n in range(13)], "at most 12 labels"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    cast: "Cast", course: Course, rows: list[tuple[str, str]], told: str
) -> None:
    fields = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for n, (number, name) in enumerate(rows):
        fields |= {f"form-{n}-number": number, f"form-{n}-name": name}
    answer = signed_in(cast.ada).post(reverse("community:labels", args=[COURSE]), fields)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert [each.name for each in services.labels_of(Course.objects.get(pk=course.pk))] == ["Exam", "Ward"]


def test_rows_with_labels_cost_no_more(cast: "Cast", course: Course) -> None:
    space = space_in(cast)
    thread_by(cast.cleo, space)
    few = queries(cast.fay, LIST)
    for _ in range(4):
        thread_by(cast.cleo, space, labels=[1, 2])
    assert queries(cast.fay, LIST) == few


def test_an_educator_looks_at_one_group_and_a_student_at_their_own(cast: "Cast") -> None:
    groups = [plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope) for name in ("North", "South")]
    for person, group in zip((cast.cleo, cast.fay), groups, strict=True):
        grant(user=person, scope=group, role=Role.LEARNER)
    first, second = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "groups": "apart"}))
    thread_by(cast.cleo, first, source="Said in the north.")
    thread_by(cast.fay, second, source="Said in the south.")
    url = first.placement.get_absolute_url()  # type: ignore[union-attr]
    everything, north = body(cast.ada, url), body(cast.ada, f"{url}?g{first.placement_id}={groups[0].pk}")
    assert "All groups" in everything
    assert "Said in the south." in everything
    assert "Said in the north." in north
    assert "Said in the south." not in north
    assert "Said in the north." not in body(cast.fay, f"{url}?g{first.placement_id}={groups[0].pk}")
