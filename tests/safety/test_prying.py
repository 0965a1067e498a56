"""What somebody curious would try, where the newer pages might tell more than they should."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import end_membership, grant
from community.discussion import services
from community.discussion.models import CarryConsent, Space, Thread
from courses.services.groups import plant_group
from notifications.streams.stream import Stream
from notifications.streams.telling import news_for
from tests.community.histories import clean
from tests.community.test_pages import signed_in
from tests.factories.community import course_of, opening_of, placement_in, reply_by, thread_by
from tests.factories.ethics import agreed
from tests.runs.old_runs import world_of

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.django_db]
WORD = "quokka"


@pytest.fixture
def apart(cast: "Cast") -> tuple[Scope, Space, Space]:
    """Cleo's group, her place, and the place of Fay's group, where Fay said something."""
    course = course_of(cast)
    groups = [plant_group(course, name) for name in ("North", "South")]
    for person, group in ((cast.cleo, groups[0]), (cast.fay, groups[1])):
        grant(user=person, scope=group, role=Role.LEARNER)
    agreed(User.objects.all())
    placement = placement_in(cast, config={"prompt": "Why?", "groups": "apart"})
    north, south = (next(s for s in services.open_spaces(placement) if s.group_id == group.pk) for group in groups)
    return groups[0], north, south


def pages(person: User, space: Space) -> dict[str, str]:
    """What counts and lists, for one person."""
    assert space.placement is not None
    unit = space.placement.unit
    course = f"/c/{unit.course.slug}/"
    paths = [
        "/",
        course,
        unit.get_absolute_url(),
        f"{course}discussions/",
        f"{course}catch-up/",
        "/catch-up/",
        "/inbox/",
    ]
    client = signed_in(person)
    return {
        path: clean(client.get(path).content.decode()) for path in (*paths, f"/search/?q={WORD}", f"{course}people/")
    }


def test_no_number_moves_for_what_is_said_in_another_group(cast: "Cast", apart: tuple[Scope, Space, Space]) -> None:
    _group, north, south = apart
    mine = thread_by(cast.cleo, north)
    pages(cast.cleo, north)
    before = pages(cast.cleo, north)
    thread = thread_by(cast.fay, south, source=f"Does a {WORD} cough?")
    reply_by(cast.ada, thread, source=f"A {WORD} does.")
    services.mark_helped(actor=cast.ada, post=opening_of(thread))
    assert pages(cast.cleo, north) == before
    assert mine.pk != thread.pk


def test_nobody_is_offered_or_compared_across_groups(cast: "Cast", apart: tuple[Scope, Space, Space]) -> None:
    _group, north, south = apart
    thread = thread_by(cast.fay, south, source=f"Does a {WORD} cough?")
    client = signed_in(cast.cleo)
    assert [
        client.get(path).status_code for path in (f"/spaces/{south.pk}/people/?q=f", f"/t/{thread.pk}/people/?q=f")
    ] == [404, 404]
    assert "Fay" not in client.get(f"/spaces/{north.pk}/people/?q=f").content.decode()
    assert WORD not in client.get(f"/threads/similar/{north.pk}/?title=Does a {WORD} cough").content.decode()
    for verb in ("look", "draft"):
        assert client.post(f"/t/{thread.pk}/{verb}/", {"source": "So."}).status_code == 404


def test_an_assistant_of_one_group_takes_nothing_of_another_along(
    cast: "Cast", apart: tuple[Scope, Space, Space]
) -> None:
    group, _north, south = apart
    thread_by(cast.fay, south, source=f"Does a {WORD} cough?")
    end_membership(user=cast.jo, scope=cast.course_scope, role=Role.ASSISTANT)
    grant(user=cast.jo, scope=cast.course_scope, role=Role.LEARNER)
    grant(user=cast.jo, scope=group, role=Role.ASSISTANT)
    client, course = signed_in(cast.jo), course_of(cast)
    for path in ("discussions/", "catch-up/", "waiting/", "tended/", "search/?q=cough"):
        assert WORD not in client.get(f"/c/{course.slug}/{path}").content.decode()
    answer = client.get(f"/studio/c/{course.slug}/posts/?format=csv")
    assert answer.status_code in {403, 404} or WORD not in answer.getvalue().decode()
    assert WORD not in client.get("/desk/").content.decode()


def test_an_open_page_is_over_once_its_reader_was_moved(cast: "Cast", apart: tuple[Scope, Space, Space]) -> None:
    group, _north, south = apart
    thread = thread_by(cast.fay, south)
    other = Scope.objects.get(pk=south.group_id)
    marks = {("threads", thread.pk): thread.revision, ("spaces", south.pk): 0}
    stream = Stream(cast.fay.pk, "key", "en-gb", lambda: rights_of(cast.fay), marks, 0)
    reply_by(cast.ada, thread)
    assert None not in news_for([stream])[0][1].values()
    end_membership(user=cast.fay, scope=other)
    grant(user=cast.fay, scope=group, role=Role.LEARNER)
    reply_by(cast.ada, Thread.objects.get(pk=thread.pk), source=WORD)
    assert set(news_for([stream])[0][1].values()) == {None}


def test_what_one_is_asked_about_carrying_is_nobody_elses(cast: "Cast") -> None:
    agreed(User.objects.all())
    runs = world_of(cast)
    consent = CarryConsent.objects.get(carrying=runs.ask(), user=cast.cleo)
    for person in (cast.fay, cast.ada, cast.eve, runs.nia):
        client = signed_in(person)
        assert client.post(f"/carried/{consent.pk}/", {"answer": "named"}).status_code == 404
        assert f"/carried/{consent.pk}/" not in client.get("/carried/").content.decode()
    consent.refresh_from_db()
    assert consent.answer == ""


def test_what_waits_is_in_no_list_suggestion_or_search(cast: "Cast") -> None:
    agreed(User.objects.all())
    space = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "approval": "every"}))[0]
    pages(cast.fay, space)
    before = pages(cast.fay, space)
    waits = thread_by(cast.cleo, space, source=f"Does a {WORD} cough?")
    assert pages(cast.fay, space) == before
    client = signed_in(cast.fay)
    assert WORD not in client.get(f"/threads/similar/{space.pk}/?title=Does a {WORD} cough").content.decode()
    post = opening_of(waits)
    tails = ("", "history/", "save/", "edit/")
    assert {client.get(f"/t/{waits.pk}/p/{post.pk}/{tail}").status_code for tail in tails} == {404}
    assert {client.get(f"/t/{waits.pk}/{tail}").status_code for tail in ("", "people/", "about/", "answer/")} == {404}


def test_secret_address_of_somebody_who_is_shut_out_leads_nowhere(cast: "Cast", client: object) -> None:
    agreed(User.objects.all())
    space = services.open_spaces(placement_in(cast))[0]
    assert space.placement is not None
    feed = services.renew_feed(actor=cast.cleo, unit=space.placement.unit)
    again = services.renew_feed(actor=cast.cleo, unit=space.placement.unit)
    visitor = signed_in(cast.eve)
    assert [visitor.get(f"/feeds/{each}/").status_code for each in (feed.token, again.token)] in (
        [404, 200],
        [200, 200],
    )
    User.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    assert visitor.get(f"/feeds/{again.token}/").status_code == 404


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x0b", "\ud7ff", "\U0001ffff"])
def test_no_sign_silences_the_feed_of_a_unit(cast: "Cast", sign: str) -> None:
    agreed(User.objects.all())
    space = services.open_spaces(placement_in(cast))[0]
    assert space.placement is not None
    feed = services.renew_feed(actor=cast.cleo, unit=space.placement.unit)
    thread_by(cast.fay, space, source=f"So{sign} said.", title=f"So{sign}?")
    found = ET.fromstring(signed_in(cast.cleo).get(f"/feeds/{feed.token}/").content)
    assert len(found.findall("{http://www.w3.org/2005/Atom}entry")) == 1
