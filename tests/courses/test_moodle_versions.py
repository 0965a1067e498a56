"""What differs between Moodle 3.9 and 4.5, and what only some could see: subsections, hidden sections, limits, roles."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from courses.importers.tree import CourseTree, PartKind
from tests.arrivals.backups import discussion, post
from tests.courses.olx import read, write
from tests.courses.test_olx import PIXEL

PHOTO = "3f" + "0" * 38


def activity(number: int, kind: str, inner: str, section: int = 1, **settings: str) -> dict[str, str]:
    """One activity of a section, with what module.xml says of it."""
    said = "".join(f"<{name}>{value}</{name}>" for name, value in settings.items())
    folder = f"activities/{kind}_{number}"
    return {
        f"{folder}/{kind}.xml": f'<activity id="{number}0" moduleid="{number}" modulename="{kind}" contextid="9{number}"><{kind} id="{number}0">{inner}</{kind}></activity>',
        f"{folder}/module.xml": f'<module id="{number}">{said}</module>',
        "entry": f"<activity><moduleid>{number}</moduleid><sectionid>{section}</sectionid><modulename>{kind}</modulename><title>{kind} {number}</title><directory>{folder}</directory></activity>",
    }


def label(number: int, words: str, section: int = 1, **settings: str) -> dict[str, str]:
    return activity(number, "label", f"<intro>{escape(f'<p>{words}</p>')}</intro>", section, **settings)


def course(folder: Path, sections: list[str], *activities: dict[str, str], **files: str | bytes) -> CourseTree:
    """`sections` are what stands in each section.xml, numbered from 1."""
    extra = {name.replace("__", "/"): content for name, content in files.items()}
    for number, inner in enumerate(sections, start=1):
        extra[f"sections/section_{number}/section.xml"] = (
            f'<section id="{number}"><number>{number}</number>{inner}</section>'
        )
    entries = "".join(each["entry"] for each in activities)
    for each in activities:
        extra |= {name: content for name, content in each.items() if name != "entry"}
    listed = "".join(
        f"<section><sectionid>{number}</sectionid><title>{number}</title><directory>sections/section_{number}</directory></section>"
        for number in range(1, len(sections) + 1)
    )
    extra["moodle_backup.xml"] = (
        "<moodle_backup><information><moodle_release>4.5 (Build: 20241007)</moodle_release><original_course_id>7</original_course_id>"
        "<original_course_fullname>Wound &amp;amp; skin</original_course_fullname><original_course_contextid>44</original_course_contextid>"
        f"<contents><activities>{entries}</activities><sections>{listed}</sections></contents></information></moodle_backup>"
    )
    return read(write(folder, extra))


def texts(tree: CourseTree) -> list[list[str]]:
    return [[part.html for part in unit.parts] for unit in tree.units]


def left(tree: CourseTree) -> dict[str, str]:
    return {entry.what: entry.reason for entry in tree.left_out}


def test_subsection_stands_in_its_section_under_its_name(tmp_path: Path) -> None:
    inner = "<name>Dressings</name><sequence>3</sequence><visible>1</visible><component>mod_subsection</component><itemid>20</itemid>"
    tree = course(
        tmp_path,
        ["<name>Week &lt;b&gt;one&lt;/b&gt;</name><sequence>1,2,4</sequence><visible>1</visible>", inner],
        label(1, "Before"),
        activity(2, "subsection", "<name>Dressings</name>"),
        label(3, "Inside", 2),
        label(4, "After"),
    )
    assert (tree.title, [unit.title for unit in tree.units]) == ("Wound & skin", ["Week one"])
    assert texts(tree) == [["<p>Before</p>", "<h2>subsection 2</h2>", "<p>Inside</p>", "<p>After</p>"]]


def test_subsections_that_stand_in_each_other_end(tmp_path: Path) -> None:
    def inside(number: int) -> str:
        return f"<name>S</name><sequence>{number}</sequence><component>mod_subsection</component><itemid>{number}0</itemid>"

    subsections = [activity(number, "subsection", "<name>S</name>", number) for number in (1, 2)]
    tree = course(tmp_path / "own", [inside(1)], subsections[0])
    assert texts(tree) == []
    tree = course(tmp_path / "round", [inside(2), inside(1)], *subsections)
    assert texts(tree) == []


@pytest.mark.parametrize(("was", "expected"), [("1", [["<p>Words</p>"]]), ("0", [])])
def test_hidden_section_is_a_unit_for_staff(tmp_path: Path, was: str, expected: list[list[str]]) -> None:
    tree = course(
        tmp_path,
        ["<name>Later</name><sequence>1</sequence><visible>0</visible>"],
        label(1, "Words", visible="0", visibleold=was),
    )
    assert (texts(tree), all(unit.staff_only for unit in tree.units)) == (expected, True)


def test_what_more_people_find_now_is_said(tmp_path: Path) -> None:
    limits = escape('{"op":"&","c":[{"type":"group","id":3}],"showc":[true]}')
    dates = escape('{"op":"&","c":[{"type":"date","d":">=","t":1}],"showc":[true]}')
    tree = course(
        tmp_path,
        ["<name>Week</name><sequence>1,2,3</sequence><visible>1</visible>"],
        label(1, "Stealth", visible="1", visibleoncoursepage="0"),
        label(2, "Group", visible="1", availability=limits),
        label(3, "Date", visible="1", availability=dates),
    )
    assert len(texts(tree)[0]) == 3
    assert list(left(tree)) == ["Text: label 1", "Text: label 2"]
    assert "only a link led to it" in left(tree)["Text: label 1"]
    assert "everybody in the course can" in left(tree)["Text: label 2"]


TALK = "<type>general</type><name>Ask</name><discussions>{}</discussions>"


def test_talk_of_groups_stays_behind_also_where_the_course_forces_them(tmp_path: Path) -> None:
    own, everybody = discussion(1, post(1, 0, 100), group=3), discussion(2, post(2, 0, 100), group=-1)
    forum = activity(1, "forum", TALK.format(own + everybody), groupmode="0")
    section = ["<name>Week</name><sequence>1</sequence>"]
    forced = "<course><groupmode>1</groupmode><groupmodeforce>1</groupmodeforce></course>"
    tree = course(tmp_path / "forced", section, forum, **{"course/course.xml": forced})
    assert [thread.source_id for thread in tree.threads] == ["discussion/2"]
    limits = escape('{"c":[{"type":"grouping","id":3}]}')
    limited = activity(1, "forum", TALK.format(everybody), availability=limits)
    tree = course(tmp_path / "limited", section, limited)
    assert (list(tree.threads), [part.kind for part in tree.parts]) == ([], [PartKind.DISCUSSION])
    assert "only one group could read" in left(tree)["Forum: forum 1"]


ROLES = """<roles_definition><role id="3"><shortname>lehrer</shortname><archetype>editingteacher</archetype></role>
<role id="4"><shortname>teacher</shortname><archetype></archetype></role><role id="5"><shortname>student</shortname><archetype>student</archetype></role>
<role id="9"><shortname>guest</shortname><archetype>guest</archetype></role></roles_definition>"""
GIVEN = "<roles><role_assignments>{}</role_assignments></roles>"


def test_authors_speak_as_what_they_were_in_the_course(tmp_path: Path) -> None:
    rows = [("3", "5"), ("3", "3"), ("4", "4"), ("5", "5"), ("6", "9"), ("7", "77")]
    given = "".join(f"<assignment><roleid>{role}</roleid><userid>{user}</userid></assignment>" for user, role in rows)
    users = "".join(
        f'<user id="{number}"><firstname>P</firstname><lastname>{number}</lastname></user>' for number in range(3, 9)
    )
    posts = [post(number, 0 if number == 3 else 3, number, who=str(number)) for number in range(3, 9)]
    tree = course(
        tmp_path,
        ["<name>Week</name><sequence>1</sequence>"],
        activity(1, "forum", TALK.format(discussion(1, *posts))),
        **{"roles.xml": ROLES, "course/roles.xml": GIVEN.format(given), "users.xml": f"<users>{users}</users>"},
    )
    assert {person.source_id: person.role for person in tree.people} == {
        "3": "educator", "4": "assistant", "5": "learner", "6": "", "7": "", "8": ""}  # fmt: skip


def test_words_beside_links_and_files_come_with_them_and_lost_files_are_named(tmp_path: Path) -> None:
    said = f"<intro>{escape('<p>Read this first.</p>')}</intro>"
    files = "".join(
        f"<file><contenthash>{key}</contenthash><contextid>{context}</contextid><filearea>{area}</filearea><itemid>{item}</itemid><filepath>/</filepath><filename>{name}</filename></file>"
        for key, context, area, item, name in [
            (PHOTO, "91", "content", "0", "foot.png"), ("4e" + "0" * 38, "91", "content", "0", "gone.pdf"), (PHOTO, "44", "section", "1", "foot.png")]
    )  # fmt: skip
    picture = escape('<p><img src="@@PLUGINFILE@@/foot.png" alt="A foot"></p>')
    tree = course(
        tmp_path,
        [f"<name>Week</name><summary>{picture}</summary><sequence>1,2</sequence>"],
        activity(1, "folder", said),
        activity(2, "url", f"<name>Atlas</name><externalurl>https://example.org/a</externalurl>{said}"),
        **{"files.xml": f"<files>{files}</files>", f"files/3f/{PHOTO}": PIXEL},
    )
    summary, folder, link = texts(tree)[0]
    assert "<img" in summary
    assert folder.startswith("<p>Read this first.</p><ul>")
    assert link.startswith("<p>Read this first.</p>")
    assert left(tree) == {"File “gone.pdf”": "The export does not hold this file."}


def test_tool_is_a_note_where_it_stood(tmp_path: Path) -> None:
    tool = (
        f"<name>Atlas</name><intro>{escape('<p>Wounds.</p>')}</intro><toolurl>https://www.atlas.example.org/l</toolurl>"
    )
    tree = course(tmp_path, ["<name>Week</name><sequence>1</sequence>"], activity(1, "lti", tool))
    (note,) = tree.parts
    assert "“lti 1” was opened here, a tool at atlas.example.org." in note.html
    assert note.html.endswith("<p>Wounds.</p>")
    assert list(left(tree)) == ["Outside tool: lti 1"]


@pytest.mark.parametrize("kind", ["quiz", "h5pactivity", "glossary", "wiki", "scorm", "qbank", "bigbluebuttonbn", "attendance", "unheardof"])  # fmt: skip
def test_each_other_kind_is_listed_with_a_reason(tmp_path: Path, kind: str) -> None:
    tree = course(tmp_path, ["<name>Week</name><sequence>1</sequence>"], activity(1, kind, "<name>X</name>"))
    assert len(tree.left_out) == 1
    assert tree.left_out[0].reason.endswith(".")
