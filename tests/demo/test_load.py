"""The demonstration loads once, whole, through the services; each thing stands at its own time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Audience, Membership, User
from accounts.rights import rights_of
from accounts.services import recount
from community.models import (
    CarryConsent,
    Carrying,
    Connection,
    Endorsement,
    Hello,
    Helped,
    Mark,
    Post,
    PostRevision,
    Saved,
    SavedReply,
    Thread,
    Vote,
)
from config.demo.loader import files
from config.demo.loader.clock import Clock, travel
from config.demo.loader.load import loaded_at
from core.models import OutboxEvent
from courses.models import Course, Part, Placement, Unit
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]
CLOCK = Clock(NOW, ZoneInfo("Europe/London"))
WRITTEN = [
    (thread, post)
    for thread in files.conversation()
    for post in (thread, *thread.get("post", ()), *thread.get("shared", ())[:1])
]
"""An answer that several write is one post, from its first version on."""
POLLS = files.read("tools")["poll"]


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_loading_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = counts()
    call_command("load_demo")
    assert counts() == before
    assert "nothing was changed" in capsys.readouterr().out
    assert loaded_at() == NOW


def test_everybody_is_there_and_in_the_course() -> None:
    assert User.objects.filter(email__endswith="@harrowmere.example").count() == len(files.people())
    course = Course.objects.get(slug="conduct-online")
    assert Membership.objects.live().filter(scope=course.scope, role="learner").count() == 27


def test_units_have_their_prose_in_parts_and_their_blocks() -> None:
    units = Unit.objects.filter(course__slug="conduct-online", about=False)
    assert [unit.opens_on for unit in units] == sorted(unit.opens_on for unit in units if unit.opens_on)
    assert Part.objects.get(unit__in=units, title="The parrot").html.startswith("<p>A student")
    assert Placement.objects.filter(unit__in=units).count() == sum(len(unit["block"]) for unit in files.units())


def test_the_whole_conversation_is_there() -> None:
    threads = Thread.objects.filter(course__slug="conduct-online")
    assert threads.count() == len(files.conversation()) + len(files.announcements()) + len(POLLS)
    assert Post.objects.filter(thread__in=threads).count() == len(WRITTEN) + len(files.announcements()) + len(POLLS)
    assert Endorsement.objects.count() == sum("endorsed" in post for _, post in WRITTEN)
    assert Helped.objects.count() == sum(len(post.get("helped", ())) for _, post in WRITTEN)


def test_every_post_stands_at_its_own_time() -> None:
    wanted = sorted(CLOCK.at(post["at"]) for post in (*(post for _, post in WRITTEN), *POLLS))
    course = Post.objects.filter(thread__course__slug="conduct-online").exclude(thread__kind="announcement")
    assert list(course.order_by("created_at").values_list("created_at", flat=True)) == wanted
    revisions = PostRevision.objects.all()
    assert revisions
    assert all(each.said_at < each.replaced_at < NOW for each in revisions)


def test_one_post_was_taken_back_one_waits_and_two_are_hidden() -> None:
    states = (
        Post.objects.exclude(state="posted").order_by("state", "author__name").values_list("state", "author__handle")
    )
    assert list(states) == [
        ("deleted", "callum-baird"),
        ("held", "callum-baird"),
        ("removed", "callum-baird"),
        ("removed", "tomasz-wilk"),
    ]


def test_thanks_are_counted_and_come_from_readers() -> None:
    for post in Post.objects.prefetch_related("helped"):
        assert post.helped_count == post.helped.count()
    outside = Helped.objects.exclude(user__memberships__scope__course__slug="conduct-online")
    assert not outside.exists()
    assert not Helped.objects.filter(since__gt=NOW).exists()


def test_tools_of_a_course_have_been_used() -> None:
    told = files.read("tools")
    assert Thread.objects.exclude(labels="").count() == len(
        {t for label in told["labels"]["label"] for t in label["threads"]}
    )
    assert Vote.objects.count() == sum(len(voters) for poll in POLLS for voters in poll["votes"])
    assert Mark.objects.filter(waits=False).count() == len(told["ticks"]["mark"])
    assert SavedReply.objects.count() == len(told["reply"])
    assert Saved.objects.count() == len(told["saved"])


def test_a_thread_went_along_into_the_next_run_and_another_waits_for_its_authors() -> None:
    carried = Carrying.objects.get(carried__isnull=False)
    assert carried.carried is not None
    assert carried.carried.course == carried.course
    assert carried.carried.title == carried.thread.title
    assert CarryConsent.objects.filter(user__handle="amina-yusuf", answer="").count() == 1
    assert carried.course.published_at is None


def test_audience_counts_are_true() -> None:
    before = list(Audience.objects.order_by("pk").values())
    recount(Audience.objects.all())
    assert list(Audience.objects.order_by("pk").values()) == before


def test_every_event_was_heard_and_none_lies_in_the_future() -> None:
    assert not OutboxEvent.objects.filter(handled_at__isnull=True).exists()
    assert not OutboxEvent.objects.filter(emitted_at__gt=NOW).exists()


def test_hellos_are_answered_waiting_and_quietly_declined() -> None:
    states = Hello.objects.values_list("state", flat=True)
    assert sorted(set(states)) == ["accepted", "declined", "sent"]
    assert Connection.objects.live().count() == list(states).count("accepted")


def test_travelling_changes_the_time_of_everything_that_asks() -> None:
    then = NOW - dt.timedelta(days=7)
    with travel(then):
        assert timezone.now() == OutboxEvent().emitted_at == then
    assert timezone.now() != then


def test_nobody_writes_where_they_do_not_read() -> None:
    carried = Carrying.objects.filter(carried__isnull=False).values("carried")
    for post in Post.objects.exclude(thread__in=carried).select_related("author"):
        assert post.audience_id in rights_of(post.author).audiences


def test_every_kept_number_is_what_counting_gives(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recount")
    assert capsys.readouterr().out == "Everything is counted right.\n"
