"""Open edX exports: what is taken, what is not, and how it reads."""

from pathlib import Path

import pytest

from courses.importers.refusals import ImportRefused
from courses.importers.tree import PartKind
from tests.courses.olx import COURSE, course, first_part, read, shared, write

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
POINTERS = {
    "course.xml": '<course url_name="r1" org="o" course="c"/>',
    "course/r1.xml": '<course><chapter url_name="a"/><wiki slug="w"/></course>',
    "chapter/a.xml": '<chapter display_name="A"><sequential url_name="s"/></chapter>',
    "sequential/s.xml": '<sequential display_name="S"><vertical url_name="v"/></sequential>',
    "vertical/v.xml": '<vertical display_name="V"><html url_name="h"/></vertical>',
    "html/h.xml": '<html filename="h" display_name="H"/>',
    "html/h.html": "<p>Hello</p>",
    "policies/r1/policy.json": '{"course/r1": {"display_name": "Named by policy", "tabs": []}}',
}


def left_out(path: Path) -> list[str]:
    return [entry.what for entry in read(path).left_out]


def refusal(path: Path) -> str:
    with pytest.raises(ImportRefused) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("home", ["", "course", "exported/deep"])
def test_course_of_pointers_reads_wherever_it_lies(tmp_path: Path, home: str) -> None:
    tree = read(write(tmp_path, {f"{home}/{name}".lstrip("/"): text for name, text in POINTERS.items()}))
    assert (tree.title, tree.source_id) == ("Named by policy", "o/c/r1")
    assert [unit.title for unit in tree.units] == ["V"]
    assert [(part.source_id, part.html) for part in tree.parts] == [("html/h", "<p>Hello</p>")]


def test_inline_course_reads_too(tmp_path: Path) -> None:
    write(tmp_path, {"course.xml": COURSE.format("<html><p>Here</p> tail</html>")})
    assert first_part(tmp_path) == "<p>Here</p><p>tail</p>"


def test_levels_that_are_left_out_are_made(tmp_path: Path) -> None:
    course_xml = """<course display_name="Flat"><chapter display_name="One"><html display_name="Alone">A</html>
      <vertical display_name="Bare">B</vertical></chapter><sequential display_name="Loose"><html>C</html></sequential></course>"""
    tree = read(write(tmp_path, {"course.xml": course_xml}))
    assert [chapter.title for chapter in tree.chapters] == ["One", "Loose"]
    assert [heading.title for heading in tree.headings] == ["", "Loose"]
    assert [unit.title for unit in tree.units] == ["Alone", "Bare", "Untitled unit"]


def test_same_name_twice_gives_two_identities(tmp_path: Path) -> None:
    tree = read(course(tmp_path, '<html url_name="h">A</html><html url_name="h">B</html><html>C</html><html>D</html>'))
    names = [part.source_id for part in tree.parts]
    assert len(set(names)) == 4
    assert names[0] == "html/h"


def test_course_that_points_to_itself_ends(tmp_path: Path) -> None:
    write(tmp_path, {**POINTERS, "vertical/v.xml": '<vertical display_name="V"><vertical url_name="v"/></vertical>'})
    assert left_out(tmp_path) == ["Unit: V"]


def test_discussion_becomes_a_discussion_with_its_topic(tmp_path: Path) -> None:
    unit = (
        '<discussion url_name="d" discussion_category="Week 1" discussion_target="Which dressing?" display_name="D"/>'
    )
    part = next(read(course(tmp_path, unit)).parts)
    assert (part.kind, part.title) == (PartKind.DISCUSSION, "Which dressing?")


def test_video_becomes_a_link_with_its_words(tmp_path: Path) -> None:
    unit = """<video url_name="v" display_name="Dressing a wound" youtube="1.00:UqXSMaXBtD8">
      <transcript language="en" src="t.srt"/></video>"""
    srt = "1\n00:00:01,0 --> 00:00:02,0\n<i>Wash</i> your hands.\n\n2\n00:00:02,0 --> 00:00:03,0\n- Why?\n"
    html = first_part(course(tmp_path, unit, static__t__srt=srt, **{"static__t.srt": srt}))
    assert 'href="https://www.youtube.com/watch?v=UqXSMaXBtD8"' in html
    assert "Watch “Dressing a wound” on YouTube" in html
    assert "<p>Wash your hands.</p><p>Why?</p></details>" in html


def test_video_without_address_is_left_out(tmp_path: Path) -> None:
    assert left_out(course(tmp_path, '<video url_name="v" display_name="Gone" edx_video_id="x"/>')) == ["Video: Gone"]


@pytest.mark.parametrize(
    "tag",
    ["problem", "lti_consumer", "drag-and-drop-v2", "openassessment", "library_content", "poll", "brand_new_block"],
)
def test_what_cannot_be_taken_is_named_with_a_reason(tmp_path: Path, tag: str) -> None:
    tree = read(course(tmp_path, f'<{tag} url_name="x" display_name="The thing" weight="1"><p>q</p></{tag}>'))
    [entry] = [entry for entry in tree.left_out if "The thing" in entry.what]
    assert entry.where.startswith("First week")
    assert entry.where.endswith("Look first")
    assert entry.reason.endswith(".")


def test_exercises_of_a_bank_are_named_each(tmp_path: Path) -> None:
    bank = '<library_content display_name="Bank"><problem url_name="p1"/><problem url_name="p2"/></library_content>'
    question = "<problem><label>Which one is clean?</label></problem>"
    tree = read(course(tmp_path, bank, **{"problem__p1.xml": question}))
    assert [entry.what for entry in tree.left_out] == [
        "Exercise bank: Bank",
        "Exercise: Which one is clean?",
        "Exercise",
    ]


def test_missing_text_and_missing_file_are_left_out(tmp_path: Path) -> None:
    unit = '<html url_name="gone"/><html><img src="/static/a_b.png"/><a href="/static/c.pdf">Guide</a></html>'
    tree = read(course(tmp_path, unit))
    assert [entry.what for entry in tree.left_out] == ["Text", "Picture “a_b.png”", "File “c.pdf”"]
    assert "A picture is missing here." in first_part(tmp_path)
    assert "Guide" in first_part(tmp_path)
    assert "href" not in first_part(tmp_path)


def test_text_in_cdata_is_html_and_bare_asset_keys_are_found(tmp_path: Path) -> None:
    text = '<p>Look <b>first</b>: 1 &lt; 2 <img src="asset-v1:o+c+r+type@asset+block@w.png" alt="A wound"></p><script>1</script>'
    tree = read(course(tmp_path, f'<html url_name="h"><![CDATA[{text}]]></html>', **{"static__w.png": PIXEL}))
    html = next(tree.parts).html
    assert ("&lt;p&gt;" in html, "script" in html, "1 &lt; 2" in html) == (False, False, True)
    assert [each.name for each in tree.files] == ["w.png"]


@pytest.mark.parametrize(
    "address", ["/static/my_file_(1).png", "/static/my%20file%20%281%29.png", "../static/my file (1).png",
                "/assets/courseware/v1/0123/asset-v1:o+c+r+type@asset+block/my_file__1_.png",
                "/asset-v1:o+c+r+type@asset+block@my_file__1_.png"],
)  # fmt: skip
def test_static_files_are_found_under_every_name(tmp_path: Path, address: str) -> None:
    tree = read(
        course(tmp_path, f'<html><img src="{address}" alt="A wound"/></html>', **{"static__my file (1).png": PIXEL})
    )
    [taken] = tree.files
    assert (taken.name, taken.mime, taken.opener().read()) == ("my file (1).png", "image/png", PIXEL)
    assert next(tree.parts).html == f'<p><img src="/-/file/{taken.sha256}/my%20file%20%281%29.png" alt="A wound"></p>'


def test_links_between_units_keep_their_target(tmp_path: Path) -> None:
    unit = '<html><a href="/jump_to_id/v1#x">back</a> <a href="/jump_to_id/none">lost</a></html>'
    assert 'href="/-/unit/vertical%2Fv1">back</a> lost' in first_part(course(tmp_path, unit))


def test_staff_only_chapter_is_marked_and_staff_only_part_left_out(tmp_path: Path) -> None:
    unit = '<html visible_to_staff_only="true" display_name="Key">secret</html><html>open</html>'
    assert left_out(course(tmp_path / "a", unit)) == ["Text: Key"]
    hidden = COURSE.replace("<chapter ", '<chapter visible_to_staff_only="true" ')
    tree = read(write(tmp_path / "b", {"course.xml": hidden.format("<html>x</html>")}))
    assert [unit.staff_only for unit in tree.units] == [True]


def test_drafts_are_named_not_taken(tmp_path: Path) -> None:
    tree = read(course(tmp_path, "<html>x</html>", **{"drafts__vertical__d.xml": "<vertical/>"}))
    assert [entry.where for entry in tree.left_out] == ["drafts"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [("utf-8-sig", ""), ("utf-16", ""), ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>'), ("utf-8", "")],
)
def test_encodings_that_say_what_they_are_read(tmp_path: Path, encoding: str, head: str) -> None:
    text = head + COURSE.format("<html><p>Müller</p></html>")
    assert first_part(write(tmp_path, {"course.xml": text.encode(encoding)})) == "<p>Müller</p>"


@pytest.mark.parametrize(
    "head", ["", '<?xml version="1.0" encoding="ascii"?>', '<?xml version="1.0" encoding="klingon"?>']
)
def test_wrong_encoding_is_one_clear_sentence(tmp_path: Path, head: str) -> None:
    write(tmp_path, {"course.xml": (head + COURSE.format("<html>Müller</html>")).encode("latin-1")})
    assert "encoding" in refusal(tmp_path)


def test_wrong_encoding_of_a_text_is_refused_by_name(tmp_path: Path) -> None:
    assert "html/h.html" in refusal(write(tmp_path, {**POINTERS, "html/h.html": "Müller".encode("latin-1")}))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE c [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE c SYSTEM "http://example.org/x.dtd">',
    ],
)
@pytest.mark.parametrize("name", ["course.xml", "vertical/v.xml", "html/h.xml"])
def test_entities_are_refused_everywhere(tmp_path: Path, doctype: str, name: str) -> None:
    assert "entities" in refusal(write(tmp_path, {**POINTERS, name: f"{doctype}{POINTERS[name]}"}))


@pytest.mark.parametrize("name", ["course.xml", "course/r1.xml", "chapter/a.xml", "sequential/s.xml", "vertical/v.xml"])
def test_broken_structure_is_refused(tmp_path: Path, name: str) -> None:
    assert "not well-formed" in refusal(write(tmp_path, {**POINTERS, name: "<oops"}))


def test_broken_component_costs_only_itself(tmp_path: Path) -> None:
    assert left_out(write(tmp_path, {**POINTERS, "html/h.xml": "<html"})) == ["Text"]


def test_other_folders_are_not_taken_for_courses(tmp_path: Path) -> None:
    assert "not a course" in refusal(write(tmp_path, {"notes.txt": "x"}))
    assert "several courses" in refusal(write(tmp_path, {"a/course.xml": "<course/>", "b/course.xml": "<course/>"}))
    assert "does not describe" in refusal(write(tmp_path / "a", {"course.xml": "<library/>"}))


def test_the_real_course_reads_whole() -> None:
    tree = read(shared("olx-dhis2-fundamentals"))
    counts = (len(tree.chapters), len(list(tree.headings)), len(list(tree.units)), len(tree.files))
    assert counts == (5, 23, 45, 6)
    kinds = [part.kind for part in tree.parts]
    assert (kinds.count(PartKind.TEXT), kinds.count(PartKind.LINK)) == (49, 14)
    assert len([entry for entry in tree.left_out if entry.what.startswith("Exercise:")]) == 58
    assert all(entry.reason and entry.where for entry in tree.left_out)


def test_nothing_unsafe_or_empty_is_left_in_the_real_course() -> None:
    html = "".join(part.html for part in read(shared("olx-dhis2-fundamentals")).parts)
    for unwanted in ("<script", "<iframe", "style=", "<p></p>", "javascript:", "<h1", "/static/", "target="):
        assert unwanted not in html
