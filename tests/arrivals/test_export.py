"""What is taken out of one course can be read into another, and comes out of that one the same."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.rights import Rights
from community.discussion import services
from community.discussion.models import Post, Thread
from community.discussion.pages.export import as_csv, as_jsonl, lines
from courses.importers.formats import detect
from courses.importers.posts import FIELDS, guarded
from courses.importers.posts.reader import _plain
from courses.importers.refusals import ImportRefused
from courses.importers.source import open_source
from courses.models import Course, Part
from courses.services import create_course
from courses.services.imports import bring_in
from tests.conftest import Cast
from tests.factories.community import course_of, reply_by, space_in, thread_by

pytestmark = pytest.mark.django_db
WRITERS = {"jsonl": as_jsonl, "csv": as_csv}
SHAPES = st.lists(st.lists(st.integers(0, 30), max_size=12), min_size=1, max_size=4)
BEGUN = datetime(2024, 5, 1, tzinfo=UTC)


def taken(course: Course, cast: Cast, **options: Any) -> list[dict[str, Any]]:
    return list(lines(rights=Rights(cast.ada), course=course, **options))


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("".join(WRITERS[path.suffix[1:]](rows)), newline="")
    return path


def elsewhere(cast: Cast, path: Path, **options: Any) -> Course:
    course, _report = bring_in(path=path, into=create_course(actor=cast.ada, parent=cast.programme, title="Next").scope)
    assert course is not None
    return course


def talk(cast: Cast) -> Course:
    """A question with an answer to an answer, a claim with odd words, and a post that is gone."""
    space = space_in(cast)
    thread = thread_by(cast.cleo, space, title="Film?", source="Does *film* rule it out?\n\n- no\n- yes")
    answer = reply_by(cast.fay, thread, source="=SUM(A1) isn't, “so”; a,b\n$x^2$")
    reply_by(cast.ada, thread, to=answer, source="'=quoted")
    services.delete(actor=cast.cleo, post=reply_by(cast.cleo, thread))
    thread_by(cast.ada, space, kind="claim", source="<b>Foam</b> & gauze 🩹")
    course = space.course
    assert course is not None
    return course


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
@pytest.mark.parametrize("pseudonyms", [False, True])
def test_what_comes_out_elsewhere_is_what_went_in(cast: Cast, tmp_path: Path, ending: str, pseudonyms: bool) -> None:
    rows = taken(talk(cast), cast, pseudonyms=pseudonyms)
    assert len(rows) == 4
    course = elsewhere(cast, written(tmp_path / f"posts.{ending}", rows))
    assert taken(course, cast, pseudonyms=pseudonyms) == rows


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_shared_answers_and_further_questions_come_out_the_same(cast: Cast, tmp_path: Path, ending: str) -> None:
    course = talk(cast)
    thread = Thread.objects.get(kind="question")
    reply_by(
        cast.cleo, thread, to=services.save_shared_answer(actor=cast.ada, thread=thread, source="Both.", version=0)
    )
    asked = [services.reply(actor=cast.fay, thread=thread, source=f"And {n}?", asks_on=True) for n in (1, 2)]
    services.resolve_follow_up(actor=cast.fay, post=asked[0])
    rows = taken(course, cast)
    assert sorted(filter(None, (row["stands"] for row in rows))) == ["follow-up", "resolved", "shared-answer"]
    again = elsewhere(cast, written(tmp_path / f"posts.{ending}", rows))
    assert taken(again, cast) == rows
    made = Thread.objects.get(course=again, kind="question")
    assert (made.open_follow_ups, made.posts.in_reading_order()[1].version) == (1, 1)
    assert not list(services.check_discussions(mend=False))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes=SHAPES, ending=st.sampled_from(["jsonl", "csv"]))
def test_any_shape_of_thread_survives(cast: Cast, tmp_path: Path, shapes: list[list[int]], ending: str) -> None:
    rows = [
        dict.fromkeys(FIELDS, "")
        | {"id": f"{t}.{p}", "parent": f"{t}.{parent % p}" if p else "", "thread": f"{t}", "title": f"Thread {t}"}
        | {"kind": "claim", "pinned": False, "closed": bool(t % 2), "block": "b", "discussion": "Why?", "unit": "One"}
        | {
            "author": f"a{p % 3}",
            "name": f"Person {p % 3}",
            "role": "learner",
            "format": "markdown",
            "body": f"{t}-{p}",
        }
        | {"at": (BEGUN + timedelta(days=t, minutes=p)).isoformat().replace("+00:00", "Z")}
        for t, shape in enumerate(shapes)
        for p, parent in enumerate([0, *shape])
    ]
    course = elsewhere(cast, written(tmp_path / f"posts.{ending}", rows))
    assert taken(course, cast) == rows
    assert taken(elsewhere(cast, written(tmp_path / f"again.{ending}", taken(course, cast))), cast) == rows


@given(value=st.text(alphabet="'=+-@a\t\r ", max_size=6))
def test_guarded_cells_come_back_and_are_no_formulas(value: str) -> None:
    assert _plain(guarded(value)) == value
    assert not guarded(value).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_posts_go_back_into_the_block_they_came_from_without_doubles(cast: Cast, tmp_path: Path) -> None:
    course = talk(cast)
    path = written(tmp_path / "posts.jsonl", taken(course, cast))
    block = Part.objects.filter(unit__course=course, kind="placement", unit__about=False).get().placement
    bring_in(path=path, block=block)
    after = Post.objects.filter(state="posted").count()
    bring_in(path=path, block=block)
    assert Post.objects.filter(state="posted").count() == after


def test_who_wrote_without_their_name_stays_without_it(cast: Cast) -> None:
    space = space_in(cast, config={"prompt": "Why?", "anonymity": "choice"})
    thread_by(cast.cleo, space, anonymous=True)
    (row,) = taken(course_of(cast), cast)
    assert "Cleo" not in json.dumps(row)
    assert str(cast.cleo.pk) not in row["author"].split("-a")[0].split("-")[1:]


def test_only_what_the_asker_reads_is_taken(cast: Cast) -> None:
    course = talk(cast)
    assert list(lines(rights=Rights(cast.eve), course=course)) == []
    services.hide_post(Post.objects.get(text__contains="quoted"))
    assert len(taken(course, cast)) == 3


def test_page_sends_the_file_to_educators_only(cast: Cast, client: Client) -> None:
    course = talk(cast)
    url = f"/studio/c/{course.slug}/posts/"
    client.force_login(cast.ada)
    assert client.get(url).status_code == 200
    answer = client.get(url, {"format": "csv", "pseudonyms": "on"})
    rows = list(csv.DictReader(StringIO(b"".join(answer).decode(), newline="")))
    assert answer["Content-Disposition"] == f'attachment; filename="{course.slug}-posts.csv"'
    assert {row["name"] for row in rows} == {"Person 1", "Person 2", "Person 3"}
    assert client.get(url, {"format": "xml"}).status_code == 422
    client.force_login(cast.cleo)
    assert client.get(url, {"format": "csv"}).status_code == 403


def test_export_asks_the_same_for_one_thread_and_for_thirty(cast: Cast, django_assert_max_num_queries: Any) -> None:
    course = talk(cast)
    for number in range(30):
        thread_by(cast.cleo, Thread.objects.first().space, source=f"Number {number}")  # type: ignore[union-attr]
    with django_assert_max_num_queries(12):
        assert len(taken(course, cast)) == 34


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.jsonl", "[1]\n", "Line 1 cannot be read: it is not a JSON object"),
        ("p.jsonl", '\n{"id": "1"}', "Line 2 cannot be read: a post needs an id and a body"),
        ("p.jsonl", '{"id": "1", "body": "x", "at": "yesterday"}', "is not a time"),
        ("p.jsonl", "[" * 100_000, "it is not a JSON object"),
        ("p.csv", "id,body,at\n", "There is no post"),
        ("p.csv", "id,body,at\n1,x,2024-13-01\n", "is not a time"),
        ("p.jsonl", "", "There is no post"),
    ],
)
def test_broken_file_is_refused_in_one_sentence(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ImportRefused, match=words), open_source(tmp_path / name) as source:
        detect(source).read(source)


def test_least_that_a_converter_has_to_write_is_enough(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("id,at,body\n1,2024-05-01T10:00:00Z,Hello\n1,2024-05-01T10:00:00Z,Twice\n")
    _course, report = bring_in(path=tmp_path / "posts.csv", into=cast.programme)
    assert (report.new_posts, len(report.left_out)) == (1, 1)
    assert Post.objects.get().persona.name == "Former member"
