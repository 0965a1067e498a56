"""Archives that mean harm, and those that are only broken: one sentence each, nothing left behind."""

import contextlib
import gzip
import io
import os
import random
import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

from courses.importers.members import Limits
from courses.importers.refusals import ImportRefused
from courses.importers.source import open_source
from tests.courses.olx import course, packed, read, tar, zipped


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, so that a test can see that none is left."""
    place = tmp_path / "room"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def refusal(path: Path, room: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ImportRefused) as caught, open_source(path, limits):
        pass
    assert list(room.iterdir()) == []
    return str(caught.value)


def linked(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_every_tar_reads_like_the_folder(tmp_path: Path, mode: str) -> None:
    folder = course(tmp_path / "folder", "<html><p>Read</p></html>")
    assert read(tar(tmp_path / "c.tar", packed(folder), mode)).chapters == read(folder).chapters


def test_zip_reads_like_the_folder(tmp_path: Path, room: Path) -> None:
    folder = course(tmp_path / "folder", "<html><p>Read</p></html>")
    assert read(zipped(tmp_path / "c.zip", packed(folder))).chapters == read(folder).chapters
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/x", "/etc/x", "a/../../x", "C:/x", "..\\x"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_path_outside_the_archive_is_refused(tmp_path: Path, room: Path, name: str, pack: object) -> None:
    assert "points outside" in refusal(pack(tmp_path / "c", {name: b"x"}), room)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("kind", "target"), [(tarfile.SYMTYPE, "/etc/passwd"), (tarfile.SYMTYPE, "../../x"), (tarfile.LNKTYPE, "../x")]
)
def test_link_out_of_a_tar_is_refused(tmp_path: Path, room: Path, kind: bytes, target: str) -> None:
    with tarfile.open(tmp_path / "c.tar", "w") as bundle:
        bundle.addfile(linked("a", target, kind))
    assert "is a link" in refusal(tmp_path / "c.tar", room)


def test_link_inside_a_tar_is_the_file_it_means(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "c.tar", "w") as bundle:
        entry = tarfile.TarInfo("static/a.txt")
        entry.size = 2
        bundle.addfile(entry, io.BytesIO(b"hi"))
        bundle.addfile(linked("copies/b.txt", "../static/a.txt", tarfile.SYMTYPE))
    with open_source(tmp_path / "c.tar") as source:
        assert source.read("copies/b.txt") == b"hi"


def test_link_in_a_zip_is_refused(tmp_path: Path, room: Path) -> None:
    entry = zipfile.ZipInfo("a")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as bundle:
        bundle.writestr(entry, "/etc/passwd")
    assert "is a link" in refusal(tmp_path / "c.zip", room)


def test_device_is_refused(tmp_path: Path, room: Path) -> None:
    with tarfile.open(tmp_path / "c.tar", "w") as bundle:
        bundle.addfile(linked("null", "", tarfile.CHRTYPE))
    assert "not an ordinary file" in refusal(tmp_path / "c.tar", room)


def test_link_out_of_a_folder_is_refused(tmp_path: Path, room: Path) -> None:
    folder = course(tmp_path / "folder")
    (folder / "html").symlink_to("/etc")
    assert "is a link" in refusal(folder, room)
    (folder / "html").unlink()
    (folder / "secret.html").symlink_to("/etc/hostname")
    assert "outside the course" in refusal(folder, room)


@pytest.mark.parametrize("pack", [tar, zipped])
def test_bomb_is_refused_while_it_unpacks(tmp_path: Path, room: Path, pack: object) -> None:
    bomb = pack(tmp_path / "bomb", {"static/zeros.bin": bytes(40 * 1024 * 1024)})  # type: ignore[operator]
    assert bomb.stat().st_size < 100_000
    assert "far more than its size explains" in refusal(bomb, room)


def test_size_is_counted_not_believed(tmp_path: Path, room: Path) -> None:
    path = tmp_path / "c.tar"
    path.write_bytes(gzip.compress(tar(tmp_path / "x", {"a": os.urandom(200_000)}, "w").read_bytes()))
    assert "larger than" in refusal(path, room, Limits(unpacked_bytes=100_000))


@pytest.mark.parametrize("pack", [tar, zipped])
def test_too_many_files_are_refused(tmp_path: Path, room: Path, pack: object) -> None:
    path = pack(tmp_path / "c", {f"f{n}": b"" for n in range(11)})  # type: ignore[operator]
    assert "more than 10 files" in refusal(path, room, Limits(members=10))


def test_sixty_five_levels_are_refused_and_sixty_four_read(tmp_path: Path, room: Path) -> None:
    deep = "/".join(["d"] * 64)
    with open_source(tar(tmp_path / "ok.tar", {deep: b"x"})) as source:
        assert list(source.files) == [deep]
    assert "64 levels" in refusal(tar(tmp_path / "deep.tar", {f"{deep}/d": b"x"}), room)


@pytest.mark.parametrize("name", ["a\x07b", "line\nbreak", "x" * 2000])
def test_odd_names_are_refused(tmp_path: Path, room: Path, name: str) -> None:
    assert "unusable name" in refusal(tar(tmp_path / "c.tar", {name: b"x"}), room)


def test_a_name_twice_is_refused(tmp_path: Path, room: Path) -> None:
    with tarfile.open(tmp_path / "c.tar", "w") as bundle:
        for _ in range(2):
            bundle.addfile(tarfile.TarInfo("./course.xml"), io.BytesIO())
    assert "twice" in refusal(tmp_path / "c.tar", room)


def test_file_that_is_also_a_folder_is_refused(tmp_path: Path, room: Path) -> None:
    assert "both a file and a folder" in refusal(tar(tmp_path / "c.tar", {"a": b"", "a/b": b""}), room)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "zip"])
def test_cut_off_archive_is_refused(tmp_path: Path, room: Path, cut: float, mode: str) -> None:
    content = {"course.xml": b"<course/>", "static/a.bin": os.urandom(50_000)}
    path = zipped(tmp_path / "c", content) if mode == "zip" else tar(tmp_path / "c", content, mode)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    if mode == "w" and cut >= 0.9:
        return  # only padding was lost
    assert refusal(path, room)


def test_altered_bytes_never_cause_a_traceback(tmp_path: Path, room: Path) -> None:
    folder = course(tmp_path / "folder", "<html><p>Read</p></html>")
    dice = random.Random(7)
    for pack, name in ((zipped, "c.zip"), (tar, "c.tar.gz"), (lambda p, m: tar(p, m, "w"), "c.tar")):
        good = pack(tmp_path / name, packed(folder)).read_bytes()
        for _ in range(60):
            bad = bytearray(good)
            for _ in range(dice.randint(1, 20)):
                bad[dice.randrange(len(bad))] = dice.randrange(256)
            (tmp_path / name).write_bytes(bytes(bad))
            with contextlib.suppress(ImportRefused):
                read(tmp_path / name)
    assert list(room.iterdir()) == []


def test_locked_zip_is_refused(tmp_path: Path, room: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"course.xml": b"<course/>"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert "password" in refusal(path, room)


@pytest.mark.parametrize("content", [b"", b"just words", b"\x1f\x8b nonsense", b"PK\x03\x04 nonsense"])
def test_what_is_no_archive_says_so(tmp_path: Path, room: Path, content: bytes) -> None:
    (tmp_path / "c").write_bytes(content)
    assert refusal(tmp_path / "c", room)


def test_missing_path_says_so(tmp_path: Path, room: Path) -> None:
    assert "no file or folder" in refusal(tmp_path / "none", room)


def test_long_headers_are_not_swallowed(tmp_path: Path, room: Path) -> None:
    entry = tarfile.TarInfo("x")
    entry.pax_headers = {"comment": "y" * (6 * 1024 * 1024)}
    with tarfile.open(tmp_path / "c.tar", "w", format=tarfile.PAX_FORMAT) as bundle:
        bundle.addfile(entry)
    assert "far too long" in refusal(tmp_path / "c.tar", room)
