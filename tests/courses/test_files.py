"""The files of a course: their own address, permission, type, and no way to run anything."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from courses import services
from courses.models import Course, CourseFile
from courses.validators import file_name
from tests.conftest import Cast
from tests.courses.test_olx import PIXEL

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def kept(cast: Cast, course: Course, content: bytes, name: str) -> CourseFile:
    return services.add_file(actor=cast.ada, course=course, stream=BytesIO(content), name=name)


def test_picture_is_shown_in_place_with_its_own_type(cleo: Client, cast: Cast, course: Course) -> None:
    file = kept(cast, course, PIXEL, "film.png")
    response: Any = cleo.get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == PIXEL
    assert response.headers["Content-Type"] == "image/png"
    assert "attachment" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert (file.stored.width, file.stored.height) == (1, 1)


@pytest.mark.parametrize(
    ("content", "name"), [(b"<html><script>x</script>", "a.html"), (SVG, "a.svg"), (b"MZ\0", "a.exe")]
)
def test_everything_that_could_run_is_a_download(
    cleo: Client, cast: Cast, course: Course, content: bytes, name: str
) -> None:
    response = cleo.get(kept(cast, course, content, name).get_absolute_url())
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_known_bytes_are_not_sent_again(cleo: Client, cast: Cast, course: Course) -> None:
    url = kept(cast, course, PIXEL, "film.png").get_absolute_url()
    etag = cleo.get(url).headers["ETag"]
    again = cleo.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("who", ["eve", "dan", "lea"])
def test_file_does_not_exist_for_others(client: Client, cast: Cast, course: Course, who: str) -> None:
    url = kept(cast, course, PIXEL, "film.png").get_absolute_url()
    assert client.get(url).status_code == 302
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == 404


def test_another_name_or_course_is_no_address(cleo: Client, cast: Cast, course: Course) -> None:
    file = kept(cast, course, PIXEL, "film.png")
    assert cleo.get(file.get_absolute_url().replace("film", "other")).status_code == 404
    assert cleo.get(f"/c/elsewhere/files/{file.pk}/film.png").status_code == 404


def test_same_bytes_are_one_file_and_same_names_are_told_apart(cast: Cast, course: Course) -> None:
    first = kept(cast, course, PIXEL, "film.png")
    assert kept(cast, course, PIXEL, "copy.png") == first
    assert kept(cast, course, PIXEL + b" ", "film.png").name == "film-2.png"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\film.png", "film.png"),
        ("a\nb?.png", "a-b-.png"),
        ("...", "file"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("Übung 1 (neu).pdf", "Übung 1 (neu).pdf"),
    ],
)
def test_file_names_are_fit_for_an_address(raw: str, clean: str) -> None:
    assert file_name(raw) == clean
