"""Announcements on their author's terms: from when, until when, for whom, on top, with replies or without."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import rights_of
from accounts.services import end_membership, grant, plant
from community.discussion import policies, services
from community.discussion.choices import State
from community.discussion.models import Post, Thread
from core.models import OutboxEvent, SearchDocument
from tests.community.test_pages import body, signed_in
from tests.factories.community import course_of

if TYPE_CHECKING:
    from tests.conftest import Cast

HOME = "/c/clinical-reasoning/"


def announced(cast: "Cast", title: str = "The exam", **terms: Any) -> Thread:
    given = {"title": title, "source": "It is on Monday.", "terms": services.Terms(**terms)}
    return services.post_announcement(actor=cast.ada, course=course_of(cast), **given).thread


def in_two_days() -> Any:
    return timezone.now() + timedelta(days=2)


def told() -> int:
    return OutboxEvent.objects.filter(name="community.Announced").count()


def group_of(cast: "Cast") -> Scope:
    group = plant(kind=ScopeKind.GROUP, name="Tuesday", parent=cast.course_scope)
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    return group


def test_scheduled_is_its_authors_alone_until_its_time_and_then_told_once(cast: "Cast") -> None:
    thread = announced(cast, publish_at=in_two_days())
    assert Thread.objects.visible_to(rights_of(cast.ada)).exists()
    for person in (cast.cleo, cast.jo):
        rights = rights_of(person)
        assert not Thread.objects.visible_to(rights).exists()
        assert not policies.can_read_post(rights, Post.objects.get())
    assert (services.publish_due(), told()) == (0, 0)
    assert not policies.can_reply(rights_of(cast.ada), Thread.objects.select_related("space").get())
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert [services.publish_due() for _again in range(2)] == [1, 0]
        assert Thread.objects.visible_to(rights_of(cast.cleo)).exists()
    thread.refresh_from_db()
    thread.space.refresh_from_db()
    assert (thread.state, thread.created_at, thread.post_count) == (State.POSTED, thread.publish_at, 1)
    assert (thread.space.thread_count, told()) == (1, 1)


def test_scheduled_is_not_found_and_not_counted_before(cast: "Cast") -> None:
    thread = announced(cast, publish_at=in_two_days())
    thread.space.refresh_from_db()
    assert (thread.space.thread_count, thread.space.post_count) == (0, 0)
    assert not SearchDocument.objects.filter(kind="community.post").exists()
    assert "The exam" not in body(cast.cleo, HOME)
    page = body(cast.ada, reverse("community:thread-short", args=[thread.pk]))
    assert "Scheduled. Only you can see this." in page


def test_deleted_before_its_time_it_never_was(cast: "Cast") -> None:
    announced(cast, publish_at=in_two_days())
    services.delete(actor=cast.ada, post=Post.objects.get())
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert services.publish_due() == 0
    assert told() == 0


def test_who_may_no_longer_announce_publishes_nothing(cast: "Cast") -> None:
    announced(cast, publish_at=in_two_days())
    end_membership(user=cast.ada, scope=cast.course_scope)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert services.publish_due() == 0
    assert Thread.objects.get().state == State.SCHEDULED


def test_what_is_over_leaves_the_course_home_and_can_still_be_read(cast: "Cast") -> None:
    thread = announced(cast, expires_at=in_two_days())
    assert "The exam" in body(cast.cleo, HOME)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert "The exam" not in body(cast.cleo, HOME)
        assert "The exam" in body(cast.cleo, reverse("community:thread-short", args=[thread.pk]))


def test_pinned_stands_above_newer_ones(cast: "Cast") -> None:
    announced(cast, "The oldest", pinned=True)
    announced(cast, "The newest")
    page = body(cast.cleo, HOME)
    assert page.index("The oldest") < page.index("The newest")


def test_one_group_reads_what_is_for_it_and_its_line_is_true(cast: "Cast") -> None:
    thread = announced(cast, group=group_of(cast))
    reads = [name for name in ("ada", "cleo", "fay") if _reads(cast, name)]
    assert reads == ["ada", "cleo"]
    assert "in Tuesday will read this" in body(cast.cleo, reverse("community:thread-short", args=[thread.pk]))


def _reads(cast: "Cast", name: str) -> bool:
    return Thread.objects.visible_to(rights_of(getattr(cast, name))).exists()


def test_form_sets_all_terms(cast: "Cast") -> None:
    course, group = course_of(cast), group_of(cast)
    announced(cast, "So that there is a place")
    client, url = signed_in(cast.ada), reverse("community:announce", args=[course.slug])
    assert "Tuesday (1 student)" in client.get(url).content.decode()
    later = timezone.localtime(in_two_days()).strftime("%Y-%m-%dT%H:%M")
    given = {"title": "Rooms", "source": "C12.", "group": group.pk, "publish_at": later, "pinned": "on"}
    assert client.post(url, given).status_code == 302
    thread = Thread.objects.get(title="Rooms")
    assert (thread.state, thread.scope, thread.replies_off) == (State.SCHEDULED, group, True)
    assert thread.pinned_at is not None


@pytest.mark.parametrize("field", ["publish_at", "expires_at"])
def test_a_time_that_has_passed_is_refused_and_the_words_are_kept(cast: "Cast", field: str) -> None:
    announced(cast)
    url = reverse("community:announce", args=["clinical-reasoning"])
    answer = signed_in(cast.ada).post(url, {"title": "Rooms", "source": "C12.", field: "2020-01-01T09:00"})
    assert answer.status_code == 422
    assert "C12." in answer.content.decode()
    assert Thread.objects.count() == 1
