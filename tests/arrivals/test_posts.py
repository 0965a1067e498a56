"""What people said elsewhere stands here as they said it: nested once, in order, by name, and nobody is told."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.choices import Role, UserState
from accounts.models import Audience, User
from accounts.rights import Rights
from accounts.services import grant, recount
from community.discussion import services
from community.discussion.models import Post, Space, Thread
from community.discussion.services.tally import check_discussions
from core.models import OutboxEvent, SearchDocument
from courses.models import Course, Part
from courses.services.imports import bring_in
from notifications.models import Mail, Notice
from tests.arrivals.backups import CHAT, discussion, post, talking
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def said(course: Course) -> list[tuple[str, int, str]]:
    """(text, place of its first-level answer, whom it answers) in reading order."""
    posts = Post.objects.filter(space__course=course).select_related("reply_to").order_by("thread", "root_seq", "seq")
    return [(post.text, post.root_seq, post.reply_to.text if post.reply_to else "") for post in posts]


def test_posts_stand_where_the_forum_stood_nested_once(course: Course) -> None:
    assert said(course) == [
        ("Film or foam?", 1, ""),
        ("Foam.", 2, "Film or foam?"),
        ("Why foam?", 2, "Foam."),
        ("It holds more.", 2, "Why foam?"),
        ("Film.", 3, "Film or foam?"),
    ]
    assert Part.objects.get(unit__course=course, source_format="moodle").placement.config == {
        "title": "Dressings",
        "prompt": "Say why.",
    }


def test_times_and_counters_are_those_of_the_posts(course: Course) -> None:
    thread = Thread.objects.get(course=course)
    assert (thread.created_at.timestamp(), thread.last_post_at.timestamp()) == (1_700_000_000, 1_700_000_300)
    assert (thread.title, thread.post_count, thread.people_count, thread.answered) == ("Which dressing?", 5, 3, "peer")
    recount(Audience.objects.all())
    assert list(check_discussions(mend=False)) == []


def test_nobody_is_told_and_nothing_is_new(course: Course, cast: Cast) -> None:
    assert set(OutboxEvent.objects.values_list("name", flat=True)).isdisjoint({"ThreadStarted", "Replied", "Announced"})
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    grant(user=cast.eve, scope=course.scope, role=Role.LEARNER)
    assert not Thread.objects.with_news_for(Rights(cast.eve)).filter(news=True).exists()


def test_second_import_doubles_nothing(course: Course, cast: Cast, path: Path) -> None:
    before = said(course), User.objects.count(), SearchDocument.objects.count()
    _course, report = bring_in(path=path, into=course.scope, actor=cast.ada)
    assert (said(course), User.objects.count(), SearchDocument.objects.count()) == before
    assert (report.new_threads, report.new_posts, report.updated_posts) == (0, 0, 0)


def test_later_backup_adds_what_was_said_since(course: Course, cast: Cast, tmp_path: Path) -> None:
    later = CHAT.replace("</posts>", post(20, 13, 1_700_001_000, "<p>Thank you.</p>") + "</posts>")
    second = discussion(2, post(30, 0, 1_700_002_000, "<p>And gauze?</p>"), name="Gauze")
    _course, report = bring_in(path=talking(tmp_path / "later", later, second), into=course.scope)
    assert (report.new_threads, report.new_posts) == (1, 2)
    assert ("Thank you.", 2, "It holds more.") in said(course)
    assert list(check_discussions(mend=False)) == []


def test_changed_words_are_taken_unless_somebody_touched_them(course: Course, cast: Cast, tmp_path: Path) -> None:
    services.hide_post(Post.objects.get(text="Film."))
    changed = CHAT.replace("Foam.", "Foam, dry.").replace("Film.", "Tape.")
    _course, report = bring_in(path=talking(tmp_path / "later", changed), into=course.scope)
    assert (report.updated_posts, report.kept_posts) == (1, 1)
    assert set(Post.objects.filter(text__in=["Foam, dry.", "Film.", "Tape."]).values_list("text", flat=True)) == {
        "Foam, dry.",
        "Film.",
    }


def test_authors_are_placeholders_said_to_be_from_an_earlier_course(course: Course, cast: Cast, client: Client) -> None:
    people = User.objects.filter(state=UserState.PLACEHOLDER).order_by("name")
    assert list(people.values_list("name", "email", "is_active")) == [
        ("Ida Berg", None, False),
        ("Oto Ek", None, False),
        ("Una Lind", None, False),
    ]
    assert not any(person.has_usable_password() for person in people)
    assert not people.filter(memberships__isnull=False).exists()
    client.force_login(cast.ada)
    page = client.get(f"/t/{Thread.objects.get(course=course).pk}/", follow=True).content.decode()
    assert page.count("from an earlier course") == 5


def test_people_of_one_system_are_the_same_in_its_next_course(course: Course, cast: Cast, path: Path) -> None:
    before = User.objects.count()
    index = path / "moodle_backup.xml"
    index.write_text(
        index.read_text().replace(
            "<original_course_id>7<", "<original_wwwroot>x</original_wwwroot><original_course_id>8<"
        )
    )
    bring_in(path=path, into=cast.programme, actor=cast.ada)
    bring_in(path=path, into=cast.programme, actor=cast.ada)
    assert User.objects.count() == before + 3


def test_news_become_announcements_of_the_course(cast: Cast, tmp_path: Path) -> None:
    course, report = bring_in(path=talking(tmp_path / "b", CHAT, kind="news"), into=cast.programme)
    thread = Thread.objects.get(course=course)
    assert (thread.kind, thread.space.kind, thread.publish_at) == (
        "announcement",
        "community.announcements",
        thread.created_at,
    )
    assert (report.new_posts, report.left_out) == (5, [])


def test_what_few_could_read_is_left_out_and_said(cast: Cast, tmp_path: Path) -> None:
    private = CHAT.replace("</posts>", post(40, 10, 1_700_003_000, "<p>Secret</p>", private=4) + "</posts>")
    path = talking(tmp_path / "b", private, discussion(2, post(50, 0, 1, "<p>Ours</p>"), group=9))
    path.joinpath("activities/forum_1/module.xml").write_text("<module><groupmode>1</groupmode></module>")
    course, report = bring_in(path=path, into=cast.programme)
    assert course is not None
    assert not Post.objects.filter(text__in=["Secret", "Ours"]).exists()
    assert len([left for left in report.left_out if "could read" in left["reason"]]) == 2


def test_trial_counts_and_writes_nothing(cast: Cast, path: Path) -> None:
    course, report = bring_in(path=path, into=cast.programme, actor=cast.ada, dry_run=True)
    assert (course, report.threads, report.posts, report.people) == (None, 1, 5, 3)
    assert not Post.objects.exists()
    assert not User.objects.filter(state=UserState.PLACEHOLDER).exists()


def test_long_thread_is_written_in_pieces(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.discussion.services.arriving.preparing.PIECE", 2)
    course, report = bring_in(path=talking(tmp_path / "b", CHAT), into=cast.programme)
    assert course is not None
    assert report.new_posts == 5
    assert [line[:2] for line in said(course)][:3] == [("Film or foam?", 1), ("Foam.", 2), ("Why foam?", 2)]
    assert list(check_discussions(mend=False)) == []


def test_place_where_all_are_disguised_disguises_those_who_come(course: Course, cast: Cast, tmp_path: Path) -> None:
    Space.objects.filter(course=course, kind="community.discussion").update(anonymity="always")
    second = discussion(2, post(30, 0, 1_700_002_000, "<p>And gauze?</p>"), name="Gauze")
    bring_in(path=talking(tmp_path / "later", CHAT, second), into=course.scope)
    assert Post.objects.get(text="And gauze?").persona.anonymous
