"""Odd and hostile backups end in a course and a report, or in one sentence; never in half of anything."""

from pathlib import Path

import pytest

from community.discussion.models import Post, Thread
from community.discussion.services.tally import check_discussions
from courses.importers.refusals import ImportRefused
from courses.models import Course, Unit
from courses.services.imports import bring_in
from tests.arrivals.backups import discussion, post, talking
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
LONG = "Wound " * 100


def brought(cast: Cast, path: Path) -> int:
    course, _report = bring_in(path=path, into=cast.programme, actor=cast.ada)
    assert course is not None
    assert list(check_discussions(mend=False)) == []
    return Post.objects.filter(space__course=course).count()


def test_forum_without_discussions_is_an_empty_discussion(cast: Cast, tmp_path: Path) -> None:
    assert brought(cast, talking(tmp_path / "b", discussion(1))) == 0


def test_long_titles_are_cut_to_their_room(cast: Cast, tmp_path: Path) -> None:
    path = talking(tmp_path / "b", discussion(1, post(1, 0, 5, f"<p>{LONG * 60}</p>"), name=LONG))
    for name in ("moodle_backup.xml", "sections/section_5/section.xml", "activities/forum_1/forum.xml"):
        text = (path / name).read_text()
        for word in ("Nursing", "Week 1", "Dressings"):
            text = text.replace(f">{word}<", f">{LONG}<")
        (path / name).write_text(text)
    assert brought(cast, path) == 1
    assert len(Thread.objects.get().title) <= 200
    assert max(len(unit.title) for unit in Unit.objects.all()) <= 200


def test_circles_doubles_and_people_who_are_gone_are_set_right(cast: Cast, tmp_path: Path) -> None:
    path = talking(
        tmp_path / "b",
        discussion(
            1, post(1, 2, 5), post(2, 1, 5), post(2, 1, 9), post(3, 3, 6), post(4, 99, 0, who="77"), post(5, 4, -7)
        ),
        discussion(2, post(1, 0, 5)),
    )
    users = path / "users.xml"
    users.write_text(users.read_text().replace("<firstname>Ida", "<deleted>1</deleted><firstname>Ida"))
    assert brought(cast, path) == 5
    assert {post.persona.name for post in Post.objects.all()} == {"Former member"}


def test_scripts_in_posts_do_not_arrive(cast: Cast, tmp_path: Path) -> None:
    bad = '<p>Hi</p><script>x()</script><img src=x onerror="x()"><a href="javascript:x()">go</a>'
    assert brought(cast, talking(tmp_path / "b", discussion(1, post(1, 0, 5, bad)))) == 1
    html = Post.objects.get().html
    assert not any(word in html for word in ("script", "onerror", "javascript"))


def test_people_in_another_encoding_than_they_claim_are_one_sentence(cast: Cast, tmp_path: Path) -> None:
    path = talking(tmp_path / "b", discussion(1, post(1, 0, 5)))
    (path / "users.xml").write_bytes('<?xml version="1.0" encoding="UTF-8"?><users>é</users>'.encode("latin-1"))
    with pytest.raises(ImportRefused, match="encoding it claims"):
        bring_in(path=path, into=cast.programme)
    assert not Course.objects.filter(source_format="moodle").exists()
