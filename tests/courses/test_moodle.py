"""Moodle backups, as folders made for the case."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from courses.importers.formats import detect
from courses.importers.moodle.forums import as_html
from courses.importers.source import open_source
from courses.importers.tree import CourseTree, PartKind
from tests.courses.olx import shared


def backup(place: Path, *activities: tuple[str, str, str], section: str = "Week 1") -> Path:
    """A course of one section; an activity is (kind, title, the XML inside its own element)."""
    entries = ""
    for number, (kind, title, inner) in enumerate(activities, start=1):
        folder = place / "activities" / f"{kind}_{number}"
        folder.mkdir(parents=True)
        folder.joinpath(f"{kind}.xml").write_text(
            f'<activity id="{number}" moduleid="{number}" contextid="9{number}"><{kind}><name>{title}</name>{inner}</{kind}></activity>'
        )
        entries += (
            f"<activity><moduleid>{number}</moduleid><sectionid>5</sectionid><modulename>{kind}</modulename>"
            f"<title>{title}</title><directory>activities/{kind}_{number}</directory></activity>"
        )
    numbers = ",".join(str(number) for number in range(len(activities), 0, -1))
    place.joinpath("sections/section_5").mkdir(parents=True)
    place.joinpath("sections/section_5/section.xml").write_text(
        f"<section><number>1</number><name>{section}</name><sequence>{numbers}</sequence><visible>1</visible></section>"
    )
    place.joinpath("moodle_backup.xml").write_text(
        "<moodle_backup><information><original_course_id>7</original_course_id>"
        "<original_course_fullname>Nursing</original_course_fullname><contents>"
        f"<sections><section><sectionid>5</sectionid><directory>sections/section_5</directory></section></sections>"
        f"<activities>{entries}</activities></contents></information></moodle_backup>"
    )
    return place


def post(number: int, parent: int, at: int, words: str = "<p>Hi</p>") -> str:
    return (
        f'<post id="{number}"><parent>{parent}</parent><userid>3</userid><created>{at}</created>'
        f"<modified>{at}</modified><message>{escape(words)}</message><messageformat>1</messageformat></post>"
    )


def forum(posts: str, kind: str = "general") -> str:
    return (
        f"<type>{kind}</type><intro>{escape('<p>Say why.</p>')}</intro><discussions><discussion id='1'>"
        f"<name>First</name><posts>{posts}</posts></discussion></discussions>"
    )


def read(place: Path) -> CourseTree:
    with open_source(place) as source:
        return detect(source).read(source)


def test_section_is_a_unit_in_the_order_of_its_sequence(tmp_path: Path) -> None:
    words = f"<intro>{escape('<p>Words</p>')}</intro>"
    place = backup(tmp_path, ("label", "Two", words), ("page", "One", f"<content>{escape('<p>Page</p>')}</content>"))
    (unit,) = read(place).units
    assert unit.title == "Week 1"
    assert [part.html for part in unit.parts] == ["<p>Page</p>", "<p>Words</p>"]


def test_forum_is_a_discussion_where_it_stood(tmp_path: Path) -> None:
    (part,) = read(backup(tmp_path, ("forum", "Why?", forum("")))).parts
    assert (part.kind, part.title, part.html) == (PartKind.DISCUSSION, "Why?", "<p>Say why.</p>")


def test_news_forum_is_left_to_the_announcements(tmp_path: Path) -> None:
    tree = read(backup(tmp_path, ("forum", "News", forum("", "news"))))
    assert [left.what for left in tree.left_out] == ["Forum: News"]


def test_posts_keep_times_parents_and_order(tmp_path: Path) -> None:
    posts = post(12, 11, 300) + post(10, 0, 100) + post(11, 10, 200) + post(9, 10, 200)
    (part,) = read(backup(tmp_path, ("forum", "Why?", forum(posts)))).parts
    (thread,) = part.threads
    assert [(each.source_id, each.parent) for each in thread.posts] == [
        ("10", ""),
        ("9", "10"),
        ("11", "10"),
        ("12", "11"),
    ]


def test_answer_to_something_lost_answers_the_first_post(tmp_path: Path) -> None:
    (part,) = read(backup(tmp_path, ("forum", "Why?", forum(post(10, 0, 100) + post(11, 999, 200))))).parts
    assert part.threads[0].posts[1].parent == "10"


@pytest.mark.parametrize(
    ("message", "kind", "html"),
    [
        ("One\n\nTwo <3", "2", "<p>One</p><p>Two &lt;3</p>"),
        ("<p>A</p>", "1", "<p>A</p>"),
        ("<p onclick=x>A<script>1</script></p>", "1", "<p>A</p>"),
        ("just words", "0", "<p>just words</p>"),
    ],
)
def test_message_of_any_format_is_safe_html(message: str, kind: str, html: str) -> None:
    assert as_html(message, kind) == html


def test_real_course_reads_well() -> None:
    tree = read(shared("moodle-adult-numeracy"))
    discussions = [part for part in tree.parts if part.kind == PartKind.DISCUSSION]
    assert len(list(tree.units)) == 7
    assert len(discussions) == 49
    texts = {part.source_id for part in tree.parts}
    assert all(part.prompt or f"{part.source_id}/prompt" in texts for part in discussions)
    assert sum(bool(part.prompt) for part in discussions) == 5
    assert sum("export does not hold this file" in left.reason for left in tree.left_out) > 10


def test_real_forum_is_whole() -> None:
    (archive,) = shared("moodle-forum-10k").glob("*.mbz")
    tree = read(archive)
    threads = [thread for part in tree.parts for thread in part.threads]
    assert (len(threads), sum(len(thread.posts) for thread in threads), len(tree.people)) == (1000, 10491, 253)
