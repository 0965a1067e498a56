"""Addresses inside the texts of a course that point at the course itself: in a copy they point at the copy."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from courses.models import Course, CourseFile, OldSlug

_TAIL = r"""(?:files/(?P<file>\d+)/[^\s"'<>()\[\]]+|(?!t/|files/))"""


class Relinked:
    """Texts with their addresses; threads stay where they are, for no post comes along."""

    def __init__(self, old: Course, new: Course, files: Mapping[int, CourseFile]) -> None:
        slugs = {old.slug, *OldSlug.objects.filter(course=old, unit__isnull=True).values_list("slug", flat=True)}
        self._pattern = re.compile(rf"(?<![\w./:-])/c/(?:{'|'.join(_spelt(slugs))})/{_TAIL}")
        self._new, self._files = f"/c/{quote(new.slug)}/", files

    def __call__(self, text: str) -> str:
        return self._pattern.sub(self._one, text)

    def deep(self, value: Any) -> Any:
        """Every text of a config."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {key: self.deep(each) for key, each in value.items()}
        return [self.deep(each) for each in value] if isinstance(value, list) else value

    def _one(self, match: re.Match[str]) -> str:
        if (pk := match["file"]) is None:
            return self._new
        file = self._files.get(int(pk))
        return file.get_absolute_url() if file is not None else match[0]


def _spelt(slugs: Iterable[str]) -> list[str]:
    """As a browser sends them, and as a person types them; the longer first."""
    spelt = {re.escape(each) for slug in slugs for each in (slug, quote(slug))}
    return sorted(spelt, key=len, reverse=True)
