"""Pictures written anew: upright, of a bounded size, and without anything but what one sees."""

import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
LONGEST_SIDE = 2048
MOST_PIXELS = 24_000_000
MOST_PIXELS_OF_A_PHOTOGRAPH = 64_000_000
"""A JPEG is decoded at a fraction of its size."""


@dataclass(frozen=True, slots=True)
class Picture:
    stream: BytesIO
    mime: str
    width: int
    height: int


def rewritten(stream: IO[bytes], *, name: str) -> Picture:
    """The picture in new bytes: a photograph as JPEG, everything else as WebP, a moving one as its first image.

    Nothing of the old file remains: no place, no camera, no hidden preview. Raises ValidationError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(stream, formats=FORMATS) as found:
                _refuse_too_large(found, name)
                return _written(found)
    except Image.DecompressionBombError as error:
        words = _(
            "“%(name)s” has more pixels than can be opened here. It is too large to open; please make it smaller."
        )
        raise ValidationError(words % {"name": name}) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        words = _("“%(name)s” cannot be read as a picture. It may be damaged; please save it again.")
        raise ValidationError(words % {"name": name}) from error


def _refuse_too_large(found: Image.Image, name: str) -> None:
    """By what its head says, before anything is unpacked."""
    width, height = found.size
    most = MOST_PIXELS_OF_A_PHOTOGRAPH if found.format == "JPEG" else MOST_PIXELS
    if width * height > most or max(width, height) > 100 * LONGEST_SIDE:
        words = _("“%(name)s” is %(width)s by %(height)s pixels large, too large to open. Please make it smaller.")
        raise ValidationError(words % {"name": name, "width": width, "height": height})


def _written(found: Image.Image) -> Picture:
    is_photograph = found.format == "JPEG"
    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    found.load()
    upright = ImageOps.exif_transpose(found)
    if upright.mode not in {"RGB", "RGBA"}:
        has_alpha = upright.mode in {"LA", "PA", "La"} or "transparency" in upright.info
        upright = upright.convert("RGBA" if has_alpha else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    clean = Image.new(upright.mode, upright.size)
    clean.paste(_in_common_colours(upright))
    out = BytesIO()
    if is_photograph:
        clean.save(out, "JPEG", quality=85)
    else:
        clean.save(out, "WEBP", quality=88, method=2)
    out.seek(0)
    return Picture(out, "image/jpeg" if is_photograph else "image/webp", *clean.size)


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """Colours of a camera's own profile as every screen shows them; the profile itself stays behind."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"))
        return changed if changed is not None else picture
    return picture
