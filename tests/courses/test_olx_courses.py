"""Whole courses in the manner of those that Open edX ships and schools write: everything is taken, or named with its reason."""

from pathlib import Path

import pytest

from courses.importers.tree import CourseTree, PartKind
from tests.courses.olx import read, write
from tests.courses.test_olx import PIXEL

Files = dict[str, str | bytes]


def course(run: str, chapters: str, **attributes: str) -> Files:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return {
        "course.xml": f'<course url_name="{run}" org="edX" course="DemoX"/>',
        f"course/{run}.xml": f'<course display_name="Demo &amp;amp; more"{said}>{chapters}<wiki slug="edX.DemoX"/></course>',
    }


def left(tree: CourseTree) -> dict[str, str]:
    return {entry.what: entry.reason for entry in tree.left_out}


def shown(tree: CourseTree) -> list[tuple[str, str]]:
    return [(str(part.kind), part.title) for part in tree.parts]


def demonstration(folder: Path) -> CourseTree:
    """As the demonstration course: everything in files of its own, policies, drafts, about pages, a textbook, a wiki."""
    chapters = '<chapter url_name="week1"/><textbook title="Handbook" book_url="/static/handbook.pdf"/>'
    files = course("2026_T1", chapters, start="&quot;2026-01-01&quot;") | {
        "chapter/week1.xml": '<chapter display_name="Week 1"><sequential url_name="welcome"/></chapter>',
        "sequential/welcome.xml": '<sequential display_name="Welcome" graded="true" format="Homework"><vertical url_name="hello"/><vertical url_name="practice"/></sequential>',
        "vertical/hello.xml": '<vertical display_name="Hello"><html url_name="intro"/><video url_name="film"/><discussion url_name="talk"/><poll url_name="vote"/></vertical>',
        "vertical/practice.xml": '<vertical display_name="Practice"><problem url_name="p1"/><drag-and-drop-v2 url_name="dnd"/><lti_consumer url_name="tool"/><library_content url_name="bank"/><word_cloud url_name="cloud"/></vertical>',
        "html/intro.xml": '<html filename="intro" display_name="Hello"/>',
        "html/intro.html": '<h3>Hello</h3><p>See <a href="/jump_to_id/practice">practice</a>, <a href="/course/discussion/forum">the forum</a> and <a href="/static/notes.pdf">the notes</a>.</p><p><img src="/static/foot.png" alt="A foot"></p><script>alert(1)</script>',
        "video/film.xml": '<video youtube="0.75:a,1.00:UqXSMaXBtD8" html5_sources="[&quot;https://cdn.example.org/f.mp4&quot;]" sub="UqXSMaXBtD8" display_name="A film"><source src="https://cdn.example.org/f.mp4"/><video_asset client_video_id="f"/><transcript language="en" src="film-en.srt"/><transcript language="de" src="film-de.srt"/></video>',
        "static/film-en.srt": "1\n00:00:01,000 --> 00:00:02,000\nWash your hands.\n",
        "discussion/talk.xml": '<discussion discussion_category="Week 1" discussion_target="Say hello" discussion_id="abc" display_name="Discussion"/>',
        "poll/vote.xml": '<poll question="Which one?" display_name="A vote"/>',
        "problem/p1.xml": '<problem display_name="Which is clean?"><multiplechoiceresponse/></problem>',
        "drag-and-drop-v2/dnd.xml": '<drag-and-drop-v2 display_name="Put it there" data="{}"/>',
        "lti_consumer/tool.xml": '<lti_consumer display_name="Atlas" launch_url="https://atlas.example.org/l" lti_id="x"/>',
        "library_content/bank.xml": '<library_content display_name="Bank" max_count="1"><problem url_name="p1"/></library_content>',
        "word_cloud/cloud.xml": '<word_cloud display_name="Cloud"/>',
        "static/notes.pdf": b"%PDF-1.4",
        "static/foot.png": PIXEL,
        "static/handbook.pdf": b"%PDF-1.4",
        "about/overview.html": "<section><h2>About</h2><p>What the course is about.</p></section>",
        "policies/2026_T1/policy.json": '{"course/2026_T1": {"tabs": [{"type": "static_tab", "name": "Syllabus", "url_slug": "s"}], "language": "en", "pdf_textbooks": [{"tab_title": "Reader", "chapters": []}]}, "vertical/practice": {"display_name": "Try it"}}',
        "policies/2026_T1/grading_policy.json": '{"GRADER": []}',
        "policies/assets.json": "{}",
        "drafts/vertical/later.xml": '<vertical display_name="Later" parent_url="x"/>',
        "info/updates.html": "<ol><li><h2>January 1</h2><p>We begin, all of us together.</p></li></ol>",
        "tabs/s.html": "<p>Week by week</p>",
    }
    return read(write(folder, files))  # fmt: skip


def test_demonstration_course_reads_well(tmp_path: Path) -> None:
    tree = demonstration(tmp_path)
    assert (tree.title, tree.summary, tree.language) == ("Demo & more", "What the course is about.", "en")
    assert [unit.title for unit in tree.units] == ["Hello", "Try it"]
    assert shown(tree) == [("text", ""), ("link", "A film"), ("discussion", "Say hello"), ("text", "Atlas")]
    text, film, _talk, note = tree.parts
    assert 'href="/-/unit/vertical%2Fpractice">practice</a>, the forum and <a href="/-/file/' in text.html
    assert "alert" not in text.html
    assert "youtube.com/watch?v=UqXSMaXBtD8" in film.html
    assert "Wash your hands." in film.html
    assert "a tool at atlas.example.org" in note.html
    expected = {
        "Poll: A vote", "Exercise: Which is clean?", "Drag-and-drop exercise: Put it there", "Outside tool: Atlas",
        "Exercise bank: Bank", "Word cloud: Cloud", "Textbook: Handbook", "Textbook: Reader", "Course updates", "Page: Syllabus",
        "1 unpublished draft",
    }  # fmt: skip
    assert expected <= left(tree).keys()
    assert all(reason.endswith(".") for reason in left(tree).values())


def experimental(folder: Path) -> CourseTree:
    """Everything inline, with content behind conditions and experiments, and names outside ASCII."""
    unit = """<vertical display_name="Prüfen" url_name="prüfung_é">
      <html url_name="größe"><p>Größe <a href="/jump_to_id/weiter">weiter</a></p></html>
      <conditional url_name="c" display_name="Only after" sources_list="i4x://o/c/problem/p"><html display_name="Hint"><p>Hint</p></html></conditional>
      <split_test url_name="s" display_name="Two ways" user_partition_id="1"><vertical display_name="A"><html display_name="One way"><p>A</p></html></vertical></split_test>
      <randomize url_name="r"><html display_name="By chance"><p>R</p></html></randomize>
      <openassessment url_name="o" display_name="Essay"/>
      <problem url_name="q"><p>Which dressing holds most?</p></problem>
    </vertical>"""
    chapter = f"""<chapter display_name="Один" url_name="один"><sequential display_name="S" url_name="s1">{unit}
      <vertical display_name="&lt;b&gt;Weiter&lt;/b&gt;" url_name="weiter"><html><p>Ende</p></html></vertical></sequential></chapter>"""
    return read(write(folder, course("r", chapter)))


def test_what_stands_behind_conditions_is_named_each(tmp_path: Path) -> None:
    tree = experimental(tmp_path)
    assert [unit.title for unit in tree.units] == ["Prüfen", "Weiter"]
    assert [part.html for part in tree.parts] == [
        '<p>Größe <a href="/-/unit/vertical%2Fweiter">weiter</a></p>',
        "<p>Ende</p>",
    ]
    assert {"Conditional content: Only after", "Experiment: Two ways", "Random choice", "Marked assignment: Essay"} <= left(tree).keys()  # fmt: skip
    assert {"Text: Hint", "Text: One way", "Text: By chance"} <= left(tree).keys()
    assert left(tree)["Text: Hint"] == left(tree)["Conditional content: Only after"]
    assert "Exercise: Which dressing holds most?" in left(tree)


def old(folder: Path) -> CourseTree:
    """Of before 2014: no verticals, slugs, policies beside the run, discussions of the first kind, files missing."""
    inner = """<videosequence display_name="Films" slug="films"><video youtube="1.0:abcDEF12345" display_name="First"/>
      <html filename="gone" display_name="Gone"/><discussion for="Films" id="d1" discussion_category="Films"/></videosequence>
      <sequential display_name="Loose"><html display_name="Alone"><p>Alone</p></html><problem display_name="P1" filename="p1"/></sequential>
      <vertical url_name="nowhere"/>"""
    files = course("old", f'<chapter display_name="All" slug="all">{inner}</chapter>', graceperiod="1 day")
    files["policies/old.json"] = (
        '{"course/old": {"display_name": "Old course"}, "chapter/all": {"display_name": "Everything"}}'
    )
    return read(write(folder, files))


def test_old_course_reads_well(tmp_path: Path) -> None:
    tree = old(tmp_path)
    assert tree.title == "Old course"
    assert [chapter.title for chapter in tree.chapters] == ["Everything"]
    assert [kind for kind, _title in shown(tree)] == ["link", "discussion", "text"]
    assert next(part.title for part in tree.parts if part.kind == PartKind.DISCUSSION) == "Films"
    assert {"Text: Gone", "Exercise: P1", "Unit: nowhere"} <= left(tree).keys()


@pytest.mark.parametrize("make", [demonstration, experimental, old])
def test_each_reads_the_same_twice(tmp_path: Path, make: object) -> None:
    first, second = make(tmp_path / "a"), make(tmp_path / "a")  # type: ignore[operator]
    assert [part.source_hash for part in first.parts] == [part.source_hash for part in second.parts]
