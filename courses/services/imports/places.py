"""Folders of the server from which courses may be read on a page: those that the settings name, and nothing beside them."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from courses.importers.refusals import ImportRefused


def folder_of_courses() -> Path | None:
    """The folder, where whoever runs the site named one (COLLOQUY_IMPORT_FOLDER)."""
    return Path(settings.IMPORT_FOLDER).resolve() if settings.IMPORT_FOLDER else None


def place_on_server(path: str) -> Path:
    """A file or folder inside the folder of courses. Anything else is refused in the same words, whether it exists or not."""
    home = folder_of_courses()
    if home is None:
        raise ImportRefused(_("Courses cannot be read from a folder of this server. Upload the file instead."))
    try:
        found = (home / path).resolve(strict=True) if path and "\0" not in path else None
    except (OSError, RuntimeError):
        found = None
    if found is None or found == home or not found.is_relative_to(home):
        raise ImportRefused(_("There is nothing called “%(path)s” in the folder of courses.") % {"path": path[:120]})
    return found


def places_on_server() -> list[str]:
    """What lies directly in the folder, by name."""
    home = folder_of_courses()
    if home is None or not home.is_dir():
        return []
    return sorted(each.name for each in home.iterdir() if not each.name.startswith("."))[:500]
