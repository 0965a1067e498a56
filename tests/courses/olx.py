"""Small Open edX exports made by hand."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from courses.importers.formats import detect
from courses.importers.source import open_source
from courses.importers.tree import CourseTree

COURSE = """<course display_name="Wound care" language="en">
  <chapter display_name="First week" url_name="ch1">
    <sequential display_name="Clean or not" url_name="seq1">
      <vertical display_name="Look first" url_name="v1">{}</vertical>
    </sequential>
  </chapter>
</course>"""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def course(folder: Path, unit: str = "", **files: str | bytes) -> Path:
    """A course of one unit; `files` are extra files, with "/" written as "__"."""
    extra = {name.replace("__", "/"): content for name, content in files.items()}
    pointer = '<course url_name="2026" org="northmoor" course="WC1"/>'
    return write(folder, {"course.xml": pointer, "course/2026.xml": COURSE.format(unit), **extra})


def read(path: Path) -> CourseTree:
    with open_source(path) as source:
        return detect(source).read(source)


def first_part(path: Path) -> str:
    return next(read(path).parts).html


def tar(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as bundle:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            bundle.addfile(entry, io.BytesIO(content))
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return path


def packed(folder: Path) -> dict[str, bytes]:
    """The files of a folder as members below one folder, as Open edX packs them."""
    return {
        f"course/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def shared(name: str) -> Path:
    """Real data beside the repository; a test that needs it is left out in one line where it is missing."""
    here = Path(__file__).resolve().parents[2]
    places = [
        os.environ.get("COLLOQUY_SHARED", ""),
        *(parent / "shared" for parent in (here.parent, *here.parents[1:3])),
    ]
    for place in places:
        if place and (found := Path(place) / "data" / name).exists():
            return found
    pytest.skip(f"The real course {name} is not beside this repository (set COLLOQUY_SHARED).")
