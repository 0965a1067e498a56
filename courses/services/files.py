"""Files that the texts of a course show or link to."""

import warnings
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from accounts.rights import rights_of
from core.files import store
from core.models import StoredFile
from core.policy import no
from courses import policies
from courses.models import Course, CourseFile
from courses.validators import file_name

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"})
LARGEST = 20 * 1024 * 1024


def add_file(*, actor: User, course: Course, stream: IO[bytes], name: str, pictures_only: bool = False) -> CourseFile:
    """Keep an upload and attach it to the course. The bytes are written before the transaction, the rows inside it."""
    policies.can_edit_course(rights_of(actor), course).require()
    stored = keep(stream)
    if pictures_only and stored.mime not in PICTURES:
        no(_("This is not a picture that a browser can show (PNG, JPEG, GIF, WebP).")).require()
    with transaction.atomic():
        return attach(course=course, stored=stored, name=name)


def keep(stream: IO[bytes], *, mime: str = "") -> StoredFile:
    """Store the bytes once, with the size of the picture where they are one."""
    width, height = measure(stream)
    return store(stream, width=width, height=height, mime=mime)


def attach(
    *, course: Course, stored: StoredFile, name: str, source_format: str = "", source_id: str = ""
) -> CourseFile:
    """The course's own entry for these bytes; the same bytes under the same name are one entry."""
    name = file_name(name)
    known = course.files.filter(stored=stored).order_by("pk").first()
    if known is not None:
        return known
    taken = set(course.files.values_list("name", flat=True))
    return CourseFile.objects.create(
        course=course, stored=stored, name=_free_name(name, taken), source_format=source_format, source_id=source_id
    )


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f"{dot}{ending}") if stem else (name, "")
    numbered = (f"{stem}-{number}{ending}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in numbered if candidate not in taken)


def measure(stream: IO[bytes]) -> tuple[int | None, int | None]:
    """Width and height from the head of a picture, so that the page does not jump when it arrives."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(stream) as picture:
                size: tuple[int | None, int | None] = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        size = (None, None)
    stream.seek(0)
    return size
