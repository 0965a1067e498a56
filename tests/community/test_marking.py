"""Marks: given by a person, one student at a time, released together."""

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.choices import Role, ScopeKind
from accounts.models import Membership
from accounts.rights import rights_of
from accounts.services import grant, plant
from community.discussion import services
from community.discussion.events import MarksReleased
from community.discussion.forms import DiscussionConfig
from community.discussion.models import Mark, MarkEntry
from community.discussion.notices import MyMark
from community.discussion.pages.marking import as_file
from core.policy import Refused
from courses.models import Placement
from tests.community.test_pages import body, signed_in
from tests.factories.community import reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

POINTS: dict[str, Any] = {"kind": "points", "value": "7.5", "of": 10}
COURSE = "clinical-reasoning"


@pytest.fixture
def block(cast: "Cast") -> Placement:
    """Cleo asked, Fay answered; ten points at most."""
    space = space_in(cast, config={"prompt": "Why?", "marking": "points", "points": 10})
    reply_by(cast.fay, thread_by(cast.cleo, space, source="What the film hides."), source="Said by Fay.")
    assert space.placement is not None
    return space.placement


def give(cast: "Cast", block: Placement, **given: Any) -> Mark:
    return services.give_mark(
        actor=cast.ada, placement=block, person=cast.fay, given={**POINTS, **given}, comment="Well seen."
    )


def test_a_student_reads_their_mark_after_the_release_and_nobody_elses(cast: "Cast", block: Placement) -> None:
    url = block.get_absolute_url()
    give(cast, block)
    assert "Well seen." not in body(cast.fay, url)
    assert services.release_marks(actor=cast.ada, placement=block) == 1
    assert "7.5 of 10 points" in body(cast.fay, url)
    assert "Well seen." in body(cast.fay, url)
    assert "Your mark" not in body(cast.cleo, url)
    give(cast, block, value="9")
    assert "7.5 of 10 points" in body(cast.fay, url)
    assert services.release_marks(actor=cast.ada, placement=block) == 1
    assert "9 of 10 points" in body(cast.fay, url)
    assert services.release_marks(actor=cast.ada, placement=block) == 0
    entries = [(entry.by, entry.given["value"]) for entry in MarkEntry.objects.order_by("pk")]
    assert entries == [(cast.ada, "7.5"), (cast.ada, "9")]


def test_whom_a_mark_is_of_is_told_and_the_mark_is_not_in_the_words(cast: "Cast", block: Placement) -> None:
    mark = give(cast, block)
    services.release_marks(actor=cast.ada, placement=block)
    mark.refresh_from_db()
    event = MarksReleased(release_id=mark.released_with_id or 0, placement_id=block.pk, by_id=cast.ada.pk)
    assert set(MyMark().recipients(event)) == {cast.fay}
    assert MyMark().still_allowed(rights_of(cast.fay), event)
    assert not MyMark().still_allowed(rights_of(cast.cleo), event)
    message = MyMark().message(cast.fay, event)
    assert "7.5" not in f"{message.subject} {message.body}"


@pytest.mark.parametrize(
    ("who", "may"), [("ada", True), ("jo", False), ("ben", False), ("cleo", False), ("kim", False)]
)
def test_who_grades(cast: "Cast", block: Placement, who: str, may: bool) -> None:
    actor = getattr(cast, who)
    if may:
        services.give_mark(actor=actor, placement=block, person=cast.fay, given=POINTS)
    else:
        with pytest.raises(Refused):
            services.give_mark(actor=actor, placement=block, person=cast.fay, given=POINTS)
        with pytest.raises(Refused):
            services.release_marks(actor=actor, placement=block)


def test_an_assistant_who_grades_does_so_in_their_group_alone(cast: "Cast", block: Placement) -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    grant(user=cast.jo, scope=group, role=Role.ASSISTANT)
    grant(user=cast.fay, scope=group, role=Role.LEARNER)
    Membership.objects.filter(user=cast.jo, scope=group).update(grades=True)
    give(cast, block)
    services.give_mark(actor=cast.ada, placement=block, person=cast.cleo, given=POINTS)
    with pytest.raises(Refused):
        services.give_mark(actor=cast.jo, placement=block, person=cast.cleo, given=POINTS)
    assert [line.split(",")[0] for line in as_file(rights_of(cast.jo), block)] == ["Name", "Fay"]
    assert services.release_marks(actor=cast.jo, placement=block) == 1
    assert Mark.objects.get(user=cast.cleo).released_with is None


def test_one_student_after_the_other(cast: "Cast", block: Placement) -> None:
    first = reverse("community:mark", args=[COURSE, block.pk, cast.cleo.pk])
    client = signed_in(cast.ada)
    page = body(cast.ada, first)
    assert "What the film hides." in page
    assert "Said by Fay." not in page
    assert 'data-key="n"' in page
    answer = client.post(first, {"value": "11"})
    assert answer.status_code == 422
    answer = client.post(first, {"value": "8", "comment": ""})
    second = reverse("community:mark", args=[COURSE, block.pk, cast.fay.pk])
    assert answer["Location"] == second
    said = body(cast.ada, second)
    assert "Said by Fay." in said
    assert "What the film hides." in said
    assert client.post(second, {"value": "6"})["Location"] == reverse("community:marks", args=[COURSE, block.pk])
    lines = b"".join(client.get(reverse("community:marks", args=[COURSE, block.pk]) + "?as=csv")).decode()  # type: ignore[arg-type]
    assert "Cleo,8 of 10 points,,draft" in lines


@pytest.mark.parametrize(
    ("config", "posted", "words"),
    [
        ({"marking": "done"}, {"value": "done"}, "Done"),
        ({"marking": "scale", "scale": "Good\nFair"}, {"value": "Fair"}, "Fair"),
        ({"marking": "rubric", "scale": "Good\nFair", "rubric": "Evidence"}, {"criterion-0": "Good"}, "Evidence: Good"),
    ],
)
def test_every_way_of_marking(cast: "Cast", config: dict[str, str], posted: dict[str, str], words: str) -> None:
    block = space_in(cast, config={"prompt": "Why?", **config}).placement
    assert block is not None
    url = reverse("community:mark", args=[COURSE, block.pk, cast.fay.pk])
    assert signed_in(cast.ada).post(url, {}).status_code == 422
    assert signed_in(cast.ada).post(url, posted).status_code == 302
    services.release_marks(actor=cast.ada, placement=block)
    assert words in body(cast.fay, block.get_absolute_url())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"marking": "points"}, "points"),
        ({"marking": "scale", "scale": "Good"}, "scale"),
        ({"marking": "rubric", "scale": "Good\nFair"}, "rubric"),
    ],
)
def test_a_block_says_how_it_is_marked(given: dict[str, str], field: str) -> None:
    form = DiscussionConfig({"prompt": "Why?", "groups": "course", **given})
    assert list(form.errors) == [field]
