"""Without a name: who may, who sees it, and that nothing which a peer gets depends on who it was."""

from typing import TYPE_CHECKING

import pytest

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import block, grant
from community.discussion import policies, services
from community.discussion.models import Persona, Space, Thread, Unveiling
from core.policy import Refused
from courses.models import Placement
from moderation.models import AuditEntry
from moderation.services.audit import verify
from tests.community.acts import Step
from tests.community.histories import compare
from tests.community.test_pages import address, body, signed_in
from tests.community.ways import ELSEWHERE, STILL, shown
from tests.factories.community import opening_of, placement_in, reply_by, space_in, thread_by
from tests.factories.people import classmate

if TYPE_CHECKING:
    from tests.conftest import Cast

FREE = {"prompt": "Why?", "anonymity": "choice"}
VEILED = FREE | {"veiled": True}
HISTORY: list[Step] = [
    ("start", "X", 1),
    ("reply", "x", 1),
    ("back", "X", 2),
    ("reply", "Y", 1),
    ("reply", "X", 1),
    ("late", "X", 4),
    ("endorse", "x", 0),
    ("answer", "X", 2),
    ("delete", "Y", 1),
]


def test_peers_get_the_same_bytes_whoever_wrote(cast: "Cast") -> None:
    """Many more histories: tests/sweeps/test_names.py."""
    assert compare(cast, HISTORY, "choice", "x", whole=True)


def test_what_is_not_compared_is_still_a_route() -> None:
    known = {route.name for route in shown()}
    assert [name for names in ELSEWHERE.values() for name in names if name not in known] == []
    assert known >= STILL


def free(cast: "Cast", **config: object) -> Space:
    return space_in(cast, config=FREE | config)


def test_label_says_nothing_of_who_or_when(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, free(cast), anonymous=True)
    services.reply(actor=cast.cleo, thread=thread, source="So.", anonymous=True)
    services.reply(actor=cast.cleo, thread=thread, source="And.")
    labels = list(Persona.objects.filter(thread=thread).order_by("pk").values_list("label", flat=True))
    assert len(labels) == 2
    assert not any(sign.isdigit() for sign in labels[0])


@pytest.mark.parametrize(
    ("who", "name", "refused"), [("cleo", "off", True), ("ada", "choice", True), ("jo", "always", True)]
)
def test_who_may_not_hide_their_name(cast: "Cast", who: str, name: str, refused: bool) -> None:
    space = free(cast, anonymity=name)
    with pytest.raises(Refused, match="with your name"):
        thread_by(getattr(cast, who), space, anonymous=True)
    assert not Thread.objects.exists()


def test_where_nobody_shows_a_name_only_staff_do(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, free(cast, anonymity="always"))
    reply_by(cast.ada, thread)
    assert [persona.anonymous for persona in Persona.objects.order_by("pk")] == [True, False]
    page = body(cast.fay, address(thread))
    assert "Cleo" not in page
    assert "without your name" in page
    assert "name not shown" in page


@pytest.mark.parametrize(("who", "sees"), [("ada", True), ("jo", True), ("fay", False), ("ben", False)])
def test_staff_see_names_and_nobody_else(cast: "Cast", who: str, sees: bool) -> None:
    thread = thread_by(cast.cleo, free(cast, mentors=True), anonymous=True)
    assert ("Cleo" in body(getattr(cast, who), address(thread))) == sees


def test_veil_is_opened_with_a_line_that_administrators_read(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, free(cast, veiled=True), anonymous=True)
    assert "Cleo" not in body(cast.ada, address(thread))
    client = signed_in(cast.ada)
    for _twice in range(2):
        client.post(f"/t/{thread.pk}/names/")
    assert "Cleo" in body(cast.ada, address(thread))
    assert "Cleo" not in body(cast.jo, address(thread))
    assert Unveiling.objects.get().by == cast.ada
    assert AuditEntry.objects.filter(act="names_shown").count() == 1
    assert verify()[1] is None
    log = body(cast.lea, "/names/")
    assert "Ada opened the names of a thread" in log
    assert "Cleo" not in log
    assert signed_in(cast.kim).get("/names/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("fay", 403), ("eve", 404), ("ada", 302)])
def test_who_may_open_names(cast: "Cast", who: str, status: int) -> None:
    thread = thread_by(cast.cleo, free(cast, veiled=True), anonymous=True)
    assert signed_in(getattr(cast, who)).post(f"/t/{thread.pk}/names/").status_code == status


def test_names_are_decided_before_the_first_post(cast: "Cast") -> None:
    placement = placement_in(cast, config=FREE)
    first = services.open_spaces(placement)[0]
    form = edit_page(cast, placement)
    assert 'name="anonymity" value="always"' in form
    assert "cannot be changed any more" not in form
    thread_by(cast.cleo, first, anonymous=True)
    assert "cannot be changed any more" in edit_page(cast, placement)
    placement.config = {"prompt": "Why?", "anonymity": "off"}
    again = services.open_spaces(placement)[0]
    again.refresh_from_db()
    assert again.anonymity == "choice"


def edit_page(cast: "Cast", placement: Placement) -> str:
    unit = placement.unit
    return body(cast.ada, f"/studio/c/{unit.course.slug}/u/{unit.slug}/blocks/{placement.part.key}/")


def test_course_questions_may_be_asked_without_a_name(cast: "Cast") -> None:
    questions = services.open_spaces(placement_in(cast, block_key="community.questions", config={}))[0]
    thread = thread_by(cast.cleo, questions, anonymous=True)
    assert "Cleo" not in body(cast.fay, address(thread))


def test_composer_offers_the_choice_and_says_what_it_means(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, free(cast), anonymous=True)
    page = body(cast.fay, address(thread))
    assert "with your name or without, as you choose." in page
    assert "Others see a made-up name. Staff see yours." in page
    assert 'value="" checked>With my name' in page
    assert 'value="1" checked>Without my name' in body(cast.cleo, address(thread))
    assert 'name="anonymous"' not in body(cast.ada, address(thread))


def test_form_posts_without_a_name(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, free(cast))
    signed_in(cast.fay).post(f"/t/{thread.pk}/reply/", {"source": "So.", "anonymous": "1"})
    assert thread.posts.get(seq=2).persona.anonymous
    assert "Fay" not in body(cast.cleo, address(thread))


def test_what_was_taken_back_stays_without_a_name_in_the_composer(cast: "Cast") -> None:
    space = free(cast)
    thread = thread_by(cast.cleo, space, anonymous=True)
    services.undo(actor=cast.cleo, post=opening_of(thread))
    assert space.placement is not None
    assert 'value="1" checked>Without my name' in body(cast.cleo, space.placement.unit.get_absolute_url())


def test_posts_of_a_blocked_person_are_folded_for_the_blocker_only(cast: "Cast") -> None:
    gus = classmate(cast, "Gus")
    thread = thread_by(cast.cleo, free(cast))
    reply_by(gus, thread)
    services.reply(actor=gus, thread=thread, source="Nobody knows.", anonymous=True)
    block(actor=cast.fay, person=gus)
    assert body(cast.fay, address(thread)).count("you blocked this person") == 1
    assert "you blocked this person" not in body(cast.cleo, address(thread))
    assert "you blocked this person" not in body(gus, address(thread))


def test_staff_of_another_group_are_peers(cast: "Cast") -> None:
    """Somebody who assists elsewhere sees no names here."""
    thread = thread_by(cast.cleo, free(cast), anonymous=True)
    grant(user=cast.fay, scope=cast.programme, role=Role.PROGRAMME_LEAD)
    assert not policies.can_see_names(rights_of(cast.fay), thread)
