"""Courses that are legal and unusual: what other programs write, and what people pack by hand."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.courses.olx import course, read, write, zipped
from tests.courses.test_cartridge import cartridge, item, resource
from tests.courses.test_cartridge_systems import left, made, shown
from tests.courses.test_moodle import forum, post
from tests.courses.test_moodle_versions import activity, texts
from tests.courses.test_moodle_versions import course as backup
from tests.courses.test_olx import PIXEL


class Unflagged(zipfile.ZipInfo):
    """A name in UTF-8 (or in another page of signs) that does not say so, as file managers write it."""

    page = "utf-8"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode(self.page), self.flag_bits


@pytest.mark.parametrize("page", ["utf-8", "cp437"])
def test_zip_that_does_not_say_how_its_names_are_written(tmp_path: Path, page: str) -> None:
    folder = cartridge(
        write(tmp_path, {}),
        version="1.3",
        items=item("Woche", children=item("Größe", "p")),
        resources=resource("p", "webcontent", "Übung/größe.html"),
    )
    packed = zipped(tmp_path / "c.imscc", {"imsmanifest.xml": (folder / "imsmanifest.xml").read_bytes()})
    with zipfile.ZipFile(packed, "a") as bundle:
        entry = Unflagged("Übung/größe.html")
        entry.page = page
        bundle.writestr(entry, "<p>Miss nach.</p>")
    assert [part.html for part in read(packed).parts] == ["<p>Miss nach.</p>"]


def test_package_without_metadata_is_called_by_the_name_above_its_items(tmp_path: Path) -> None:
    manifest = (
        '<manifest identifier="m"><organizations><organization><title>First aid</title>'
        '<item identifier="i" identifierref="p"><title>Look</title></item></organization></organizations>'
        f"<resources>{resource('p', 'webcontent', 'p.html')}</resources></manifest>"
    )
    assert read(write(tmp_path, {"imsmanifest.xml": manifest, "p.html": "<p>Look.</p>"})).title == "First aid"


def test_picture_without_words_is_described_by_its_name_as_people_read_it(tmp_path: Path) -> None:
    pages = {"p.html": '<p><img src="caf%C3%A9%20table.png"/></p>', "café table.png": PIXEL}
    tree = made(tmp_path, item("Week", children=item("P", "p")), resource("p", "webcontent", "p.html"), dict(pages))
    assert 'alt="café table"' in next(tree.parts).html
    assert [what for what in left(tree) if "Description" in what] == ["Description of the picture “café table.png”"]


def test_arms_of_an_experiment_are_left_out_for_the_reason_of_the_experiment(tmp_path: Path) -> None:
    arms = "".join(
        f'<vertical url_name="{arm}" display_name="{arm}"><html url_name="h{arm}" display_name="Arm {arm}"><p>x</p></html>'
        f'<library_content url_name="l{arm}" display_name="Bank {arm}"><problem url_name="p{arm}" display_name="Q {arm}"/>'
        "</library_content></vertical>"
        for arm in "ab"
    )
    tree = read(course(tmp_path, f'<split_test url_name="s" display_name="Two ways">{arms}</split_test>'))
    assert {left(tree)[f"Text: Arm {arm}"] for arm in "ab"} == {left(tree)["Experiment: Two ways"]}
    assert {"Exercise bank: Bank a", "Exercise: Q a", "Exercise: Q b"} <= left(tree).keys()


@pytest.mark.parametrize(
    ("kind", "words", "html"),
    [
        ("1", "<p>A <b>word</b></p>", "<p>A <strong>word</strong></p>"),
        ("2", "a < b\nnext\n\nlast", "<p>a &lt; b<br>next</p><p>last</p>"),
        ("0", "as typed\nbelow", "<p>as typed<br>below</p>"),
        ("4", "* one\n* **two**", "<ul><li>one</li><li><strong>two</strong></li></ul>"),
    ],
)
def test_text_of_moodle_is_shown_in_the_format_it_was_written_in(
    tmp_path: Path, kind: str, words: str, html: str
) -> None:
    inner = f"<content>{escape(words)}</content><contentformat>{kind}</contentformat>"
    tree = backup(tmp_path, ["<name>S</name>"], activity(1, "page", inner))
    assert texts(tree) == [[html]]


def test_post_in_markdown_keeps_its_picture(tmp_path: Path) -> None:
    words = post(1, 0, 100, "See **this**: ![wound](@@PLUGINFILE@@/a.png)").replace(
        "messageformat>1", "messageformat>4"
    )
    tree = backup(tmp_path, ["<name>S</name>"], activity(1, "forum", forum(words)))
    (part,) = tree.parts
    assert (
        part.threads[0].posts[0].html == "<p>See <strong>this</strong>: <em>A picture is missing here: wound.</em></p>"
    )


def test_backup_of_one_activity_is_a_unit_of_its_own(tmp_path: Path) -> None:
    tree = backup(tmp_path, [], activity(1, "forum", f"<name>Why?</name>{forum(post(1, 0, 100))}", section=9))
    assert [(unit.title, unit.staff_only) for unit in tree.units] == [("Wound & skin", False)]
    assert shown(tree) == [("discussion", "Why?")]
