"""Common Cartridges of every version, as folders made for the case."""

from pathlib import Path

import pytest

from courses.importers.formats import detect
from courses.importers.refusals import ImportRefused
from courses.importers.source import open_source
from courses.importers.tree import CourseTree, PartKind
from tests.courses.olx import shared

VERSIONS = {
    "1.1": ("http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1", "imsdt_xmlv1p1", "imswl_xmlv1p1"),
    "1.2": ("http://www.imsglobal.org/xsd/imsccv1p2/imscp_v1p1", "imsdt_xmlv1p2", "imswl_xmlv1p2"),
    "1.3": ("http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1", "imsdt_xmlv1p3", "imswl_xmlv1p3"),
    "1.4": ("http://www.imsglobal.org/xsd/imsccv1p4/imscp_v1p1", "imsdt_xmlv1p4", "imswl_xmlv1p4"),
}


def cartridge(place: Path, *, version: str = "1.3", items: str = "", resources: str = "", **files: str) -> Path:
    space, _topic, _link = VERSIONS[version]
    place.joinpath("imsmanifest.xml").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><manifest identifier="M1" xmlns="{space}">'
        f"<metadata><schema>IMS Common Cartridge</schema><schemaversion>{version}.0</schemaversion></metadata>"
        f'<organizations><organization identifier="o" structure="rooted-hierarchy"><item identifier="root">{items}'
        f"</item></organization></organizations><resources>{resources}</resources></manifest>",
        encoding="utf-8",
    )
    for name, text in files.items():
        place.joinpath(name.replace("__", ".")).write_text(text, encoding="utf-8")
    return place


def item(name: str, resource: str = "", children: str = "") -> str:
    ref = f' identifierref="{resource}"' if resource else ""
    return f'<item identifier="{name}"{ref}><title>{name}</title>{children}</item>'


def resource(name: str, kind: str, href: str) -> str:
    return f'<resource identifier="{name}" type="{kind}" href="{href}"><file href="{href}"/></resource>'


def read(place: Path) -> CourseTree:
    with open_source(place) as source:
        return detect(source).read(source)


@pytest.mark.parametrize("version", VERSIONS)
def test_items_with_children_are_chapters_and_leaves_are_parts(tmp_path: Path, version: str) -> None:
    _space, topic, link = VERSIONS[version]
    place = cartridge(
        tmp_path,
        version=version,
        items=item("Week 1", children=item("Page", "p") + item("Talk", "t") + item("Site", "w")),
        resources=resource("p", "webcontent", "p.html") + resource("t", topic, "t.xml") + resource("w", link, "w.xml"),
        p__html="<html><body><h1>Hello</h1><p>Reading</p></body></html>",
        t__xml='<topic xmlns="x"><title>Say why</title><text texttype="text/html">&lt;p&gt;Why?&lt;/p&gt;</text></topic>',
        w__xml='<webLink xmlns="x"><title>Site</title><url href="https://example.org/a"/></webLink>',
    )
    tree = read(place)
    assert [chapter.title for chapter in tree.chapters] == ["Week 1"]
    assert [(part.kind, part.title) for part in tree.parts] == [
        (PartKind.TEXT, "Hello"),
        (PartKind.DISCUSSION, "Say why"),
        (PartKind.LINK, "Site"),
    ]
    assert next(part.html for part in tree.parts if part.kind == PartKind.DISCUSSION) == "<p>Why?</p>"
    assert tree.left_out == ()


def test_nested_item_is_a_unit_of_its_own(tmp_path: Path) -> None:
    place = cartridge(
        tmp_path,
        items=item("Week", children=item("First", "p") + item("Inner", children=item("Second", "p"))),
        resources=resource("p", "webcontent", "p.html"),
        p__html="<p>Words</p>",
    )
    (chapter,) = read(place).chapters
    assert [unit.title for unit in chapter.units] == ["Week", "Inner"]


def test_what_needs_another_system_is_left_out_with_a_reason(tmp_path: Path) -> None:
    place = cartridge(
        tmp_path,
        items=item("Week", children=item("Quiz", "q") + item("Tool", "l") + item("Gone", "missing")),
        resources=resource("q", "imsqti_xmlv1p2/imscc_xmlv1p3/assessment", "q.xml")
        + resource("l", "imsbasiclti_xmlv1p0", "l.xml"),
    )
    assert [left.what for left in read(place).left_out] == ["Quiz", "Tool", "Gone"]


def test_thin_cartridge_keeps_web_links_of_the_manifest(tmp_path: Path) -> None:
    place = cartridge(
        tmp_path,
        items=item("Week", children=item("Site", "w")),
        resources='<resource identifier="w" type="webcontent" href="https://example.org/x"/>',
    )
    (part,) = read(place).parts
    assert part.kind == PartKind.LINK
    assert 'href="https://example.org/x"' in part.html


def test_pages_that_no_item_names_are_kept_for_staff(tmp_path: Path) -> None:
    place = cartridge(tmp_path, resources=resource("p", "webcontent", "p.html"), p__html="<p>Words</p>")
    (unit,) = read(place).units
    assert unit.staff_only


def test_address_of_a_page_leads_to_its_unit(tmp_path: Path) -> None:
    place = cartridge(
        tmp_path,
        items=item("One", children=item("A", "a")) + item("Two", children=item("B", "b")),
        resources=resource("a", "webcontent", "a.html") + resource("b", "webcontent", "b.html"),
        a__html='<p><a href="b.html">next</a> <a href="$IMS-CC-FILEBASE$/none.pdf">lost</a></p>',
        b__html="<p>End</p>",
    )
    tree = read(place)
    first, second = tree.units
    assert 'href="/-/unit/Two%2FB"' in first.parts[0].html
    assert second.source_id == "Two/B"
    assert [left.what for left in tree.left_out] == ["Link to “none.pdf”"]


def test_manifest_with_entities_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("imsmanifest.xml").write_text('<!DOCTYPE m [<!ENTITY a "b">]><manifest>&a;</manifest>')
    with pytest.raises(ImportRefused, match="entities"):
        read(tmp_path)


def test_real_cartridge_reads_well() -> None:
    tree = read(shared("common-cartridge") / "allyworkshop.imscc")
    assert tree.title == "Ally: Accessibility Workshop"
    assert len(tree.chapters) == 5
    assert sum(part.kind == PartKind.DISCUSSION for part in tree.parts) == 4
    assert len(list(tree.parts)) == 20
    assert next(part.html for part in tree.parts if part.title == "Badge: ALLY Badge") == (
        "<p>In the original course, “Badge: ALLY Badge” was opened here, a tool at canvabadges.herokuapp.com. "
        "Its connection did not come along.</p>"
    )
    assert {left.what for left in tree.left_out} >= {"Canvabadges", "Badge: ALLY Badge"}
