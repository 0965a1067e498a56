"""Courses that nobody has seen: cut, bent and mixed up. They are read or refused in one sentence, and leave nothing behind."""

import io
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from community.discussion.models import Post
from core.models import StoredFile
from courses.importers.naming import plain_title
from courses.importers.refusals import ImportRefused
from courses.importers.tree import CourseTree
from courses.models import Course, Import, Part, Unit
from courses.services.imports import bring_in
from tests.arrivals.backups import CHAT, discussion, talking
from tests.courses.olx import course as olx_course
from tests.courses.olx import read, tar, zipped
from tests.courses.test_cartridge_systems import canvas

ODD = [
    "\0",
    "\x1b",
    "\u202e",
    "\ud7ff",
    "\ufffe",
    "&",
    "<",
    "]]>",
    "%",
    "\N{PILE OF POO}",
    "é",
    "\N{COMBINING ACUTE ACCENT}",
    "'",
    '"',
    "/",
    "..",
    "~2",
]
WORDS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(ODD), max_size=8).map("".join),
    st.integers(200, 70_000).map(lambda length: "x" * length),
    st.just("<div>" * 90 + "deep" + "</div>" * 90),
)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MODELS = (Course, Unit, Part, Post, StoredFile, User, Import)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """One course of each format, as its files."""
    home = tmp_path_factory.mktemp("samples")
    canvas(home / "imscc")
    talking(home / "moodle", CHAT, discussion(2))
    olx_course(
        home / "olx",
        '<html url_name="h"><p>A</p></html><discussion url_name="d"/><video url_name="v" youtube="1.0:x"/>',
    )
    return {
        folder.name: {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        for folder in home.iterdir()
    }


def survives(path: Path) -> None:
    """Read whole, with ids told apart, or refused in a sentence."""
    try:
        tree = read(path)
    except ImportRefused as refusal:
        length = len(str(refusal))
    else:
        told_apart(tree)
        return
    assert 10 < length < 600


def told_apart(tree: CourseTree) -> None:
    for pieces in (tree.chapters, list(tree.units)):
        names = [piece.source_id for piece in pieces]
        assert len(set(names)) == len(names)
        assert max(map(len, names), default=0) <= 255
    assert all(entry.reason for entry in tree.left_out)


FORMATS = st.sampled_from(["imscc", "moodle", "olx"])


@QUICK
@given(data=st.data(), kind=FORMATS)
def test_bent_documents(samples: dict[str, dict[str, bytes]], data: st.DataObject, kind: str) -> None:
    """A document cut off, with bytes changed, doubled, or replaced by another one of the course."""
    files = dict(samples[kind])
    for name in data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3, unique=True)):
        content = files[name]
        how = data.draw(st.sampled_from(["cut", "bytes", "double", "swap", "encoding", "gone"]))
        if how == "cut":
            files[name] = content[: data.draw(st.integers(0, len(content)))]
        elif how == "bytes":
            place = data.draw(st.integers(0, len(content)))
            files[name] = content[:place] + data.draw(st.binary(min_size=1, max_size=6)) + content[place:]
        elif how == "double":
            files[name] = content * 2
        elif how == "swap":
            files[name] = files[data.draw(st.sampled_from(sorted(files)))]
        elif how == "encoding":
            files[name] = content.decode("utf-8", "replace").encode(
                data.draw(st.sampled_from(["utf-16", "latin-1", "utf-32", "cp037"])), "replace"
            )
        else:
            del files[name]
    with tempfile.TemporaryDirectory() as folder:
        survives(zipped(Path(folder) / "c.zip", files))


@QUICK
@given(data=st.data(), kind=FORMATS)
def test_bent_names_and_numbers(samples: dict[str, dict[str, bytes]], data: st.DataObject, kind: str) -> None:
    """Any words between quotes or tags become others: titles, ids, numbers, references."""
    files = dict(samples[kind])
    document = data.draw(st.sampled_from([name for name in sorted(files) if name.endswith(".xml")]))
    text = files[document].decode()
    marks = [index for index, char in enumerate(text) if char in '">']
    for mark in sorted(data.draw(st.lists(st.sampled_from(marks), min_size=1, max_size=4, unique=True)), reverse=True):
        end = next((index for index in range(mark + 1, len(text)) if text[index] in '"<'), len(text))
        word = data.draw(WORDS).translate({34: None, 60: "&lt;", 38: "&amp;"})
        text = text[: mark + 1] + word + text[end:]
    files[document] = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        survives(zipped(Path(folder) / "c.zip", files))


@QUICK
@given(data=st.data(), kind=FORMATS, packed=st.sampled_from(["tar", "zip"]))
def test_cut_and_bent_archives(
    samples: dict[str, dict[str, bytes]], data: st.DataObject, kind: str, packed: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = (tar if packed == "tar" else zipped)(Path(folder) / "c.archive", samples[kind])
        content = archive.read_bytes()
        place = data.draw(st.integers(0, len(content)))
        bent = content[:place] + data.draw(st.sampled_from([b"", content[place + 1 :], b"\0" + content[place + 1 :]]))
        archive.write_bytes(bent)
        survives(archive)


NAMES = [["course.xml", "course.xml"], ["a\nb"], ["\x1b[31m"], ["c" * 2000], ["a/" * 70 + "b"]]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", NAMES, ids=["twice", "line", "escape", "long", "deep"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_members_twice_and_with_odd_names_are_refused(tmp_path: Path, kind: str, names: list[str]) -> None:
    place = tmp_path / f"c.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            for name in names:
                archive.writestr(name, "<course/>")
    else:
        with tarfile.open(place, "w:gz") as bundle:
            for name in names:
                bundle.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(ImportRefused):
        read(place)


@settings(QUICK, max_examples=8)
@given(data=st.data(), kind=FORMATS)
@pytest.mark.django_db
def test_bent_course_is_written_whole_or_not_at_all(
    samples: dict[str, dict[str, bytes]], data: st.DataObject, kind: str, tmp_path_factory: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"
    files = dict(samples[kind])
    for name in [name for name in sorted(files) if name.endswith(".xml")]:
        text = files[name].decode()
        for word in ("i1", "m1", "Week", "5", "h", "Which dressing?", "Wound care"):
            if f">{word}<" in text or f'"{word}"' in text:
                new = data.draw(st.sampled_from(["x" * 400, "i1", "2", "", "\u202eé", word]))
                text = text.replace(f">{word}<", f">{new}<").replace(f'"{word}"', f'"{new}"')
        files[name] = text.encode()
    before = [model.objects.count() for model in MODELS]
    with tempfile.TemporaryDirectory() as folder:
        place = zipped(Path(folder) / "c.zip", files)
        try:
            course, _ = bring_in(path=place)
        except ImportRefused:
            assert [model.objects.count() for model in MODELS] == before
            return
        assert course is not None
        parts = Part.objects.filter(unit__course=course).count()
        again, second = bring_in(path=place, into=course.scope)
    assert (again, second.new, second.new_posts, second.updated) == (course, 0, 0, 0)
    assert Part.objects.filter(unit__course=course).count() == parts


@given(WORDS)
@QUICK
def test_title_is_one_line_of_words(words: str) -> None:
    title = plain_title(words)
    assert len(title) <= 1000
    assert title == " ".join(title.split())
    assert all(char.isprintable() or ord(char) > 127 for char in title)
