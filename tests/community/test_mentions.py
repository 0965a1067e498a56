"""Who is named by @: only people who read it, linked only for those who may look, told once."""

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.extensions import personal_data
from accounts.services import block, end_membership, grant
from community.discussion import services
from community.discussion.choices import Anonymity
from community.discussion.models import Mention, Post
from core.models import OutboxEvent, SearchDocument
from core.outbox import handle
from notifications.models import Notice
from tests.community.test_pages import address, body, queries, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from accounts.models import User
    from community.discussion.models import Space
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def calls() -> list[list[int]]:
    rows = OutboxEvent.objects.filter(name="community.Mentioned").order_by("pk")
    return [row.payload["user_ids"] for row in rows]


def offered(person: "User", space: "Space", asked: str = "") -> list[str]:
    answer = signed_in(person).get(reverse("community:space-people", args=[space.pk]), {"q": asked})
    return [each["handle"] for each in answer.json()["people"]]


def link(person: "User") -> str:
    return f'<a class="mention" href="/p/{person.handle}/">@{person.name}</a>'


def test_a_name_is_a_link_and_its_person_is_told_once(cast: "Cast") -> None:
    thread = thread_by(
        cast.cleo, space_in(cast), source=f"What do you think, @{cast.fay.handle}? And @{cast.jo.handle}?"
    )
    page = body(cast.ada, address(thread))
    assert link(cast.fay) in page
    assert link(cast.jo) in page
    assert calls() == [[cast.fay.pk, cast.jo.pk]]
    handle(OutboxEvent.objects.get(name="community.Mentioned").pk)
    assert Notice.objects.filter(kind="community.mention", recipient=cast.fay).count() == 1
    services.edit(actor=cast.cleo, post=opening_of(thread), source=f"@{cast.fay.handle}, @{cast.ada.handle}?")
    services.edit(actor=cast.cleo, post=opening_of(thread), source="Nobody?")
    services.edit(actor=cast.cleo, post=opening_of(thread), source=f"@{cast.jo.handle}, @{cast.ada.handle}!")
    assert calls() == [[cast.fay.pk, cast.jo.pk], [cast.ada.pk]]


def test_who_does_not_read_it_stays_a_plain_word(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source=f"@{cast.eve.handle} @{cast.dan.handle} @nobody-at-all")
    assert "mention" not in opening_of(thread).html
    assert calls() == []
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    "words", ["`@fay`", "    @fay", "[@fay](https://example.org)", "x@fay.org", "https://x.org/@fay"]
)
def test_code_links_and_addresses_name_nobody(cast: "Cast", words: str) -> None:
    source = words.replace("fay", str(cast.fay.handle))
    thread_by(cast.cleo, space_in(cast), source=f"See\n\n{source}")
    assert not Mention.objects.exists()


def test_ten_people_and_no_more_are_called(cast: "Cast", many: "list[User]") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source=" ".join(f"@{each.handle}" for each in many))
    assert opening_of(thread).html.count('class="mention"') == 10
    assert calls() == [[each.pk for each in many[:10]]]


@pytest.fixture
def many(cast: "Cast") -> "list[User]":
    people = [UserFactory(name=f"Quinn Number{n}") for n in range(12)]
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    return people


def test_eight_are_offered_of_those_who_read_there(cast: "Cast", many: "list[User]") -> None:
    space = space_in(cast)
    assert len(offered(cast.cleo, space, "quinn")) == 8
    assert offered(cast.cleo, space, "number11") == [many[11].handle]
    assert offered(cast.cleo, space, "quinn number3") == [many[3].handle]
    assert offered(cast.cleo, space, str(cast.fay.handle)) == [cast.fay.handle]
    assert offered(cast.cleo, space, "cleo") == [], "not oneself"
    for outside in (cast.eve, cast.dan):
        assert offered(cast.cleo, space, outside.name) == []
    assert signed_in(cast.eve).get(reverse("community:space-people", args=[space.pk])).status_code == 404


def test_who_is_blocked_is_not_offered_and_not_told(cast: "Cast") -> None:
    space = space_in(cast)
    block(actor=cast.fay, person=cast.cleo)
    assert offered(cast.cleo, space, "fay") == []
    assert offered(cast.fay, space, "cleo") == []
    thread = thread_by(cast.cleo, space, source=f"@{cast.fay.handle}?")
    assert link(cast.fay) not in body(cast.cleo, address(thread)), "no more than the profile tells"
    assert link(cast.fay) in body(cast.ada, address(thread))
    for row in OutboxEvent.objects.all():
        handle(row.pk)
    assert not Notice.objects.filter(kind="community.mention").exists()


def test_where_nobody_is_shown_by_name_only_staff_are_named(cast: "Cast") -> None:
    space = space_in(cast)
    space.anonymity = Anonymity.ALWAYS
    space.save()
    assert set(offered(cast.cleo, space)) == {cast.ada.handle, cast.jo.handle}
    thread = thread_by(cast.cleo, space, source=f"@{cast.fay.handle} @{cast.ada.handle}")
    assert calls() == [[cast.ada.pk]]
    assert link(cast.fay) not in body(cast.jo, address(thread))


def test_whom_one_may_name_does_not_depend_on_who_wrote(cast: "Cast") -> None:
    space = space_in(cast)
    space.anonymity = Anonymity.CHOICE
    space.save()
    before = offered(cast.cleo, space)
    thread = thread_by(cast.fay, space)
    services.reply(actor=cast.fay, thread=thread, source="Me, unseen", anonymous=True)
    url = reverse("community:thread-people", args=[thread.pk])
    assert [each["handle"] for each in signed_in(cast.cleo).get(url).json()["people"]] == before


def test_the_notice_is_for_those_who_may_still_read(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source=f"@{cast.fay.handle}")
    for row in OutboxEvent.objects.filter(handled_at=None):
        handle(row.pk)
    assert "named you" in signed_in(cast.fay).get("/inbox/").content.decode()
    services.delete(actor=cast.cleo, post=opening_of(thread))
    assert "named you" not in signed_in(cast.fay).get("/inbox/").content.decode()


def test_after_leaving_a_name_leads_nowhere_for_those_left(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source=f"@{cast.fay.handle}")
    end_membership(user=cast.fay, scope=cast.course_scope)
    assert link(cast.fay) not in body(cast.jo, address(thread))


def test_the_answered_person_is_told_of_the_answer_alone(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.fay, thread, source=f"@{cast.cleo.handle}, yes. @{cast.jo.handle}?")
    assert calls() == [[cast.jo.pk]]


def test_names_of_the_erased_vanish(cast: "Cast") -> None:
    name = str(cast.fay.handle)
    thread = thread_by(cast.cleo, space_in(cast), source=f"Ask @{name}, or @{name.title()}: @{name}x")
    index = OutboxEvent.objects.filter(name="community.ThreadStarted").get()
    handle(index.pk)
    for each in reversed(list(personal_data)):
        each.erase(cast.fay)
    post = Post.objects.get(thread=thread)
    for words in (
        post.html,
        post.source,
        post.text,
        SearchDocument.objects.get(object_id=post.pk, kind="community.post").body,
    ):
        assert not re.search(rf"@{name}\b", words, re.IGNORECASE)
        assert f"@{name}x" in words
        assert "somebody who left" in words


def test_names_cost_one_query(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    plain = queries(cast.ada, address(thread))
    for person in (cast.fay, cast.jo, cast.cleo):
        reply_by(person, thread, source=f"@{cast.fay.handle} @{cast.jo.handle} @{cast.ada.handle}")
    assert queries(cast.ada, address(thread)) == plain + 1
