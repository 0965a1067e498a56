"""One stylesheet is served where the sources have forty: in development, in tests and when static files are collected."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from core.stylesheets import flatten

ENTRY = "css/app.css"


class StylesheetFinder(BaseFinder):
    """Comes before the other finders and offers the entry with its imports in place."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.sources = Path(settings.BASE_DIR) / "static"
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "bundle")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(self.built())] if path == ENTRY else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self.built()
        yield ENTRY, self.storage

    def built(self) -> Path:
        """The stylesheet, written anew when a source is younger; readers never see half of it."""
        target = Path(self.storage.path(ENTRY))
        newest = max(path.stat().st_mtime for path in (self.sources / "css").rglob("*.css"))
        if target.exists() and target.stat().st_mtime > newest:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_text(flatten(ENTRY, self._read))
        return beside.replace(target)

    def _read(self, name: str) -> str:
        return (self.sources / name).read_text()
