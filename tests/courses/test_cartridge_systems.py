"""Cartridges in the manner of the systems that write them: Canvas, Moodle, Blackboard, Brightspace, Sakai, Thin CC."""

import html
from pathlib import Path

import pytest

from courses.importers.tree import CourseTree, PartKind
from tests.courses.olx import read, write
from tests.courses.test_cartridge import VERSIONS, cartridge, item, resource
from tests.courses.test_olx import PIXEL

LEARNING = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
TASK = "assignment_xmlv1p0"
TOOL = """<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
  xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"><blti:title>Wound atlas</blti:title>
  <blti:description>Pictures of &lt;b&gt;wounds&lt;/b&gt;.</blti:description>
  <blti:launch_url>https://www.atlas.example.org/launch?id=1</blti:launch_url></cartridge_basiclti_link>"""
NOTE = "<p>In the original course, “{}” was opened here, a tool at atlas.example.org. Its connection did not come along.</p>"


def page(body: str, state: str = "active", title: str = "A page") -> str:
    """As Canvas writes its pages."""
    return (
        f'<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n<title>{title}</title>\n'
        f'<meta name="identifier" content="x"/>\n<meta name="workflow_state" content="{state}"/>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>"
    )


def topic(title: str, text: str, attachment: str = "") -> str:
    files = f'<attachments><attachment href="{attachment}"/></attachments>' if attachment else ""
    words = html.escape(text)
    return f'<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>{title}</title><text texttype="text/html">{words}</text>{files}</topic>'


def made(folder: Path, items: str, resources: str, files: dict[str, str | bytes], version: str = "1.3") -> CourseTree:
    return read(cartridge(write(folder, files), version=version, items=items, resources=resources))


def shown(tree: CourseTree) -> list[tuple[str, str]]:
    return [(str(part.kind), part.title) for part in tree.parts]


def left(tree: CourseTree) -> dict[str, str]:
    return {entry.what: entry.reason for entry in tree.left_out}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["imsbasiclti_xmlv1p0", "imsbasiclti_xmlv1p3"])
def test_tool_is_a_note_where_it_stood(tmp_path: Path, version: str, kind: str) -> None:
    items = item("Week", children=item("Before", "p") + item("Atlas", "l") + item("After", "q"))
    pages = resource("p", "webcontent", "p.html") + resource("q", "webcontent", "q.html")
    files: dict[str, str | bytes] = {"p.html": "<p>One</p>", "q.html": "<p>Two</p>", "l.xml": TOOL}
    tree = made(tmp_path, items, pages + resource("l", kind, "l.xml"), files, version)
    assert shown(tree) == [("text", "Before"), ("text", "Atlas"), ("text", "After")]
    assert list(tree.parts)[1].html == NOTE.format("Atlas") + "<p>Pictures of wounds.</p>"
    assert "A note stands in its place" in left(tree)["Atlas"]


def test_thin_cartridge_carries_its_documents_in_the_manifest(tmp_path: Path) -> None:
    items = item("Week", children=item("Film", "w") + item("", "l").replace("<title></title>", ""))
    link = '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"><title>Film</title><url href="https://example.org/f"/></webLink>'
    resources = f'<resource identifier="w" type="imswl_xmlv1p3">{link}</resource><resource identifier="l" type="imsbasiclti_xmlv1p3">{TOOL}</resource>'
    tree = made(tmp_path, items, resources, {})
    assert shown(tree) == [("link", "Film"), ("text", "Wound atlas")]


MODULES = """<?xml version="1.0" encoding="UTF-8"?><modules xmlns="http://canvas.instructure.com/xsd/cccv1p0">
<module identifier="m1"><title>Week</title><workflow_state>active</workflow_state><items>
 <item identifier="i1"><content_type>WikiPage</content_type><workflow_state>active</workflow_state></item>
 <item identifier="i2"><content_type>WikiPage</content_type><workflow_state>unpublished</workflow_state></item>
 <item identifier="i3"><content_type>ContextExternalTool</content_type><workflow_state>active</workflow_state>
   <url>https://www.atlas.example.org/x</url></item></items></module>
<module identifier="m2"><title>Later</title><workflow_state>unpublished</workflow_state><items>
 <item identifier="i4"><content_type>WikiPage</content_type><workflow_state>unpublished</workflow_state></item></items></module>
</modules>"""
CANVAS: dict[str, str | bytes] = {
    "course_settings/module_meta.xml": MODULES,
    "wiki_content/first-look.html": page(
        '<p><a href="$WIKI_REFERENCE$/pages/key">key</a> <a href="%24CANVAS_OBJECT_REFERENCE%24/discussion_topics/t1">talk</a> '
        '<a href="$CANVAS_COURSE_REFERENCE$/modules/items/i4">later</a> <a href="$CANVAS_COURSE_REFERENCE$/file_ref/f1/preview">file</a> '
        '<a href="$CANVAS_OBJECT_REFERENCE$/quizzes/gone">gone</a></p>'
        '<p><img src="$IMS-CC-FILEBASE$/Uploaded%20Media/a%23b.png?canvas_=1&amp;canvas_qs_wrap=1" alt="A wound"/>'
        '<img src="https://example.org/equation_images/x" alt="LaTeX: x^2"/></p>'
    ),
    "wiki_content/key.html": page("<p>Answers</p>", "unpublished"),
    "wiki_content/later.html": page("<p>Next</p>"),
    "wiki_content/nobody-names-me.html": page("<p>Spare</p>"),
    "web_resources/Uploaded Media/a#b.png": PIXEL,
    "web_resources/guide.pdf": b"%PDF-1.4",
    "t1.xml": topic("Film or foam?", "<p>Say why.</p>", "$IMS-CC-FILEBASE$/guide.pdf"),
    "t1m.xml": "<topicMeta xmlns='c'><type>topic</type><workflow_state>active</workflow_state></topicMeta>",
    "t2.xml": topic("Snow", "<p>We meet online.</p>"),
    "t2m.xml": "<topicMeta xmlns='c'><type>announcement</type><workflow_state>active</workflow_state></topicMeta>",
    "a1/write.html": page("<p>Write a page.</p>", title="Assignment: Write"),
    "a1/assignment_settings.xml": "<assignment xmlns='c'><workflow_state>published</workflow_state></assignment>",
    "q1/assessment_qti.xml": '<questestinterop><assessment ident="q" title="Week 1 test"/></questestinterop>',
}  # fmt: skip


def canvas(folder: Path) -> CourseTree:
    week = (
        '<item identifier="m1"><title>Week &amp;amp; one</title>'
        '<item identifier="i1" identifierref="p1"><title>First look</title></item>'
        '<item identifier="h1"><title>To do</title></item>'
        '<item identifier="i2" identifierref="p2"><title>Key</title></item>'
        '<item identifier="n3" identifierref="i3"><title>Atlas</title></item>'
        '<item identifier="i5" identifierref="t1"><title>Film or foam?</title></item>'
        '<item identifier="i6" identifierref="a1"><title>Write</title></item>'
        '<item identifier="i7" identifierref="q1"><title></title></item></item>'
    )
    later = '<item identifier="m2"><title>Later</title><item identifier="i4" identifierref="p3"><title>Next</title></item></item>'
    empty = '<item identifier="m3"><title>Nothing yet</title></item>'

    def several(name: str, kind: str, *hrefs: str, needs: str = "") -> str:
        files = "".join(f'<file href="{href}"/>' for href in hrefs)
        return f'<resource identifier="{name}" type="{kind}">{files}{needs}</resource>'

    resources = (
        resource("p1", "webcontent", "wiki_content/first-look.html")
        + resource("p2", "webcontent", "wiki_content/key.html")
        + resource("p3", "webcontent", "wiki_content/later.html")
        + resource("p4", "webcontent", "wiki_content/nobody-names-me.html")
        + resource("f1", "webcontent", "web_resources/guide.pdf")
        + several("t1", "imsdt_xmlv1p1", "t1.xml", needs='<dependency identifierref="t1m"/>')
        + several("t2", "imsdt_xmlv1p1", "t2.xml", needs='<dependency identifierref="t2m"/>')
        + resource("t1m", LEARNING, "t1m.xml")
        + resource("t2m", LEARNING, "t2m.xml")
        + several("a1", LEARNING, "a1/write.html", "a1/assignment_settings.xml")
        + several("q1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q1/assessment_qti.xml")
        + resource("s", LEARNING, "course_settings/canvas_export.txt")
    )
    return made(folder, week + later + empty, resources, CANVAS)


def test_canvas_export_reads_well(tmp_path: Path) -> None:
    tree = canvas(tmp_path)
    assert [(chapter.title, [unit.staff_only for unit in chapter.units]) for chapter in tree.chapters] == [
        ("Week & one", [False]), ("Later", [True]), ("Not in any module", [True])]  # fmt: skip
    week, later, spare = tree.units
    assert [part.title for part in week.parts] == ["First look", "", "Atlas", "Film or foam?", "Film or foam?", "Write"]
    assert [part.kind for part in week.parts][3:5] == [PartKind.TEXT, PartKind.DISCUSSION]
    assert week.parts[1].html == "<h2>To do</h2>"
    assert week.parts[2].html == NOTE.format("Atlas")
    assert "guide.pdf</a>" in week.parts[3].html
    assert [part.html for part in later.parts] == ["<p>Next</p>"]
    assert [part.title for part in spare.parts] == ["Nobody names me", "Snow"]
    first = week.parts[0].html
    assert first.count('href="/-/unit/m1%2Fi1"') == 2
    assert 'href="/-/unit/m2%2Fi4">later' in first
    assert 'guide.pdf">file</a> gone' in first
    assert 'a%23b.png" alt="A wound"' in first
    assert "<math" in first
    reasons = left(tree)
    assert reasons["Key"] == "Only staff could see it in the original."
    assert "Handing in" in reasons["Write"]
    assert "Exercises" in reasons["Week 1 test"]
    assert reasons["Nothing yet"] == "It is empty in the original."
    assert "announcement" in reasons["Snow"]


@pytest.mark.parametrize("named", ["page", "task"])
def test_variants_are_one_thing_and_the_readable_one_is_taken(tmp_path: Path, named: str) -> None:
    resources = (
        f'<resource identifier="task" type="{TASK}" href="a/assignment.xml"><file href="a/assignment.xml"/></resource>'
        '<resource identifier="page" type="webcontent" href="a/p.html"><file href="a/p.html"/>'
        '<variant xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2" identifier="v" identifierref="task"/></resource>'
    )
    text = '<assignment xmlns="x"><title>Write</title><text texttype="text/html">&lt;p&gt;One page.&lt;/p&gt;</text><instructor_text>Key</instructor_text></assignment>'
    files: dict[str, str | bytes] = {"a/assignment.xml": text, "a/p.html": "<p>One page.</p>"}
    tree = made(tmp_path, item("Week", children=item("Write", named)), resources, files)
    assert [part.html for part in tree.parts] == ["<p>One page.</p>"]


def test_page_stands_for_an_exercise_that_names_it_as_variant(tmp_path: Path) -> None:
    variant = '<variant identifierref="quiz"/><variant identifierref="page"/>'
    resources = (
        f'<resource identifier="quiz" type="imsqti_xmlv1p2/imscc_xmlv1p3/assessment" href="q.xml"><file href="q.xml"/>{variant}</resource>'
        '<resource identifier="page" type="webcontent" href="p.html"><file href="p.html"/></resource>'
    )
    files: dict[str, str | bytes] = {"q.xml": "<x/>", "p.html": "<p>Which one?</p>"}
    tree = made(tmp_path, item("Week", children=item("Test", "quiz")), resources, files)
    assert [part.html for part in tree.parts] == ["<p>Which one?</p>"]
    assert list(left(tree)) == ["Test"]


def test_moodle_cartridge_with_steps_up_from_its_folder(tmp_path: Path) -> None:
    body = '<p><img src="$IMS-CC-FILEBASE$../i_2/foto%20a.png" alt="A foot"></p>'
    files: dict[str, str | bytes] = {"i_1/page.html": body, "i_2/foto a.png": PIXEL, "i_3/forum.xml": topic("Ask", "")}
    resources = resource("r1", "webcontent", "i_1/page.html") + resource("r3", "imsdt_xmlv1p0", "i_3/forum.xml")
    items = item("Topic 1", children=item("A page", "r1") + item("Only a label") + item("Ask", "r3"))
    tree = made(tmp_path, items, resources, files, "1.1")
    assert shown(tree) == [("text", "A page"), ("text", ""), ("discussion", "Ask")]
    assert len(tree.files) == 1


def test_blackboard_cartridge_with_folders_in_folders(tmp_path: Path) -> None:
    stub = "@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-1234_1"
    files: dict[str, str | bytes] = {
        "ccres001/a.html": f'<p><img src="{stub}" alt="A foot"><a href="@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-9_9">lost</a></p>',
        "csfiles/home_dir/foto__xid-1234_1.png": PIXEL,
        "ccres002/b.html": "<p>B</p>",
    }
    resources = resource("r1", "webcontent", "ccres001/a.html") + resource("r2", "webcontent", "ccres002/b.html")
    deep = item("Lesson", children=item("Part", children=item("Deeper", children=item("B", "r2"))))
    tree = made(tmp_path, item("Week", children=item("A", "r1") + deep), resources, files, "1.2")
    assert [unit.title for unit in tree.units] == ["Week", "Lesson"]
    assert [part.html for part in list(tree.units)[1].parts] == ["<h2>Part</h2>", "<h2>Deeper</h2>", "<p>B</p>"]
    assert len(tree.files) == 1
    assert list(left(tree)) == ["Link to “xid-9_9”"]


def test_brightspace_cartridge_with_hidden_entries_and_quick_links(tmp_path: Path) -> None:
    quick = (
        "/d2l/common/dialogs/quickLink/quickLink.d2l?ou={orgUnitId}&amp;type=coursefile&amp;fileId=Week+1%2fguide.pdf"
    )
    files: dict[str, str | bytes] = {
        "Week 1/a.html": f'<p><a href="{quick.replace("+", "%20")}">Guide</a> <a href="b.html">next</a></p>',
        "Week 1/b.html": "<p>B</p>",
        "Week 1/guide.pdf": b"%PDF-1.4",
    }
    resources = resource("r1", "webcontent", "Week%201/a.html") + resource("r2", "webcontent", "Week%201/b.html")
    hidden = item("B", "r2").replace("<item ", '<item isvisible="false" ')
    own = '<item identifier="w2" identifierref="r2" isvisible="False"><title>Closed</title><item identifier="c" identifierref="r2"><title>C</title></item></item>'
    tree = made(tmp_path, item("Week", children=item("A", "r1") + hidden) + own, resources, files)
    assert [(unit.title, unit.staff_only, len(unit.parts)) for unit in tree.units] == [("Week", False, 1), ("Closed", True, 2)]  # fmt: skip
    assert "guide.pdf" in next(tree.parts).html
    assert list(left(tree)) == ["B"]


def test_sakai_cartridge_with_a_base_and_notes_for_teachers(tmp_path: Path) -> None:
    meant = (
        '<metadata><lom xmlns="x"><educational><intendedEndUserRole><source>IMSGLC_CC_Rolesv1p1</source>'
        "<value>Instructor</value></intendedEndUserRole></educational></lom></metadata>"
    )
    resources = (
        '<resource identifier="r1" type="webcontent" href="a.html" xml:base="attachments/"><file href="a.html"/></resource>'
        f'<resource identifier="r2" type="webcontent" href="key.html">{meant}<file href="key.html"/></resource>'
    )
    files: dict[str, str | bytes] = {"attachments/a.html": "<p>A</p>", "key.html": "<p>Key</p>"}
    tree = made(tmp_path, item("Week", children=item("A", "r1") + item("Key", "r2")), resources, files)
    assert [part.html for part in tree.parts] == ["<p>A</p>"]
    assert left(tree) == {"Key": "Only staff could see it in the original."}


def test_items_of_one_name_and_of_a_very_long_name_are_told_apart(tmp_path: Path) -> None:
    long = "x" * 300
    pages = item(long, "p") + item(long, "p") + item(long + "y", "p")
    tree = made(tmp_path, item("Week", children=pages) + item("Week", children=item("P", "p")), resource("p", "webcontent", "p.html"), {"p.html": "<p>A</p>"})  # fmt: skip
    names = [part.source_id for part in tree.parts]
    assert len(set(names)) == 4
    assert len({chapter.source_id for chapter in tree.chapters}) == 2
    assert max(map(len, names)) < 250


def test_title_and_language_of_the_course_are_taken_once(tmp_path: Path) -> None:
    tree = made(tmp_path, "", "", {})
    assert tree.title == tmp_path.name
    manifest = tmp_path / "imsmanifest.xml"
    said = (
        '<lom xmlns="x"><general><title><string language="de-DE">Wund&amp;lt;b&amp;gt;pflege&amp;lt;/b&amp;gt;</string>'
        '<string language="en">Wound care</string></title></general></lom></metadata>'
    )
    manifest.write_text(manifest.read_text().replace("</metadata>", said))
    tree = read(tmp_path)
    assert (tree.title, tree.language) == ("Wundpflege", "de-DE")
