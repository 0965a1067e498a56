"""What becomes of files that are uploaded: pictures written anew, everything else taken or refused in words."""

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from community.discussion.models import PostFile
from tests.community.test_files import AGREED, photograph, post_with, signed_in, uploaded
from tests.factories.community import space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_picture_loses_its_place_and_keeps_standing_upright(cast: "Cast") -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of Tomas"
    exif.get_ifd(0x8825)[1] = "N"
    source = photograph(exif=exif, comment=b"54.97 N")
    _post, file = post_with(cast, source, "ward.jpg", **AGREED)
    assert file.stored is not None
    with default_storage.open(file.stored.key) as stream:
        content = stream.read()
    kept = Image.open(BytesIO(content))
    assert kept.size == (40, 60)
    assert kept.getpixel((20, 2))[0] > 200  # type: ignore[index]  # what was left is on top
    assert not kept.getexif()
    assert b"Tomas" not in content
    assert b"54.97" not in content


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_large_picture_becomes_a_bounded_one(cast: "Cast", kind: str) -> None:
    file = uploaded(cast.cleo, space_in(cast), photograph((3000, 30), kind=kind), f"wide.{kind.lower()}")
    assert file.stored is not None
    assert (file.name, file.stored.mime, file.stored.width, file.stored.height) == ("wide.webp", "image/webp", 2048, 20)


def bomb() -> bytes:
    """A PNG of 50,000 by 50,000 pixels in a few bytes: only its head says so."""
    content = bytearray(photograph(kind="PNG"))
    content[16:24] = (50_000).to_bytes(4, "big") * 2
    content[29:33] = crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (bomb(), "bomb.png", "too large to open"),
        (photograph()[:200], "half.jpg", "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\0", "x.svg", "not taken here"),
        (b"MZ\x90\0\x03\0\0\0", "setup.pdf", "not taken here"),
        (b"", "nothing.pdf", "is empty"),
        (b"%PDF" + b"-" * (20 << 20), "book.pdf", "the limit is 20 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "marks.xls", "macros"),
    ],
)
def test_what_is_not_taken_is_said_kindly(cast: "Cast", content: bytes, name: str, words: str) -> None:
    thread = thread_by(cast.fay, space_in(cast))
    sent = {"source": "Here is my file.", "files": SimpleUploadedFile(name, content)}
    answer = signed_in(cast.cleo).post(reverse("community:thread-reply", args=[thread.pk]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Here is my file." in page
    assert thread.posts.count() == 1
    assert not PostFile.objects.exists()


SCRIPT = b"<html><script>hit(1)</script></html>"


def office(size: int = 4) -> bytes:
    """A document whose words fill so many bytes when they are unpacked."""
    made = BytesIO()
    with ZipFile(made, "w", compression=ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<x/>")
        parts.writestr("word/document.xml", b"\0" * size)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SCRIPT, "page.png"),
        (SCRIPT, "page.pdf"),
        (b"%PDF-1.7 " + SCRIPT, "a<svg onload=hit(1)>.html.pdf"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>hit(1)</script></svg>", "drawn.png"),
        (office(), "words.zip"),
        (office(90_000_000), "deep.docx"),
    ],
)
def test_what_pretends_to_be_something_else_is_handed_over_and_never_opened(
    cast: "Cast", content: bytes, name: str
) -> None:
    file = uploaded(cast.cleo, space_in(cast), content, name)
    answer = signed_in(cast.cleo).get(reverse("community:file", args=[file.key]))
    assert not set(file.name) & set('<>"')
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer["Content-Type"]
    assert "svg" not in answer["Content-Type"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_words_behind_a_picture_are_gone(cast: "Cast", kind: str) -> None:
    file = uploaded(cast.cleo, space_in(cast), photograph(kind=kind) + SCRIPT, "both.html.jpg")
    assert file.stored is not None
    with default_storage.open(file.stored.key) as stream:
        assert b"script" not in stream.read()
