"""The addresses inside imported texts: stand-ins of the readers become the addresses of this course."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from courses.importers.tree import FILE_LINK, UNIT_LINK
from courses.models import CourseFile, Unit

_PICTURE = re.compile(rf'<img src="{FILE_LINK}([0-9a-f]{{64}})/[^"]*"')
_FILE = re.compile(rf'"{FILE_LINK}([0-9a-f]{{64}})/[^"]*"')
_UNIT = re.compile(rf'"{UNIT_LINK}([^"#]+)(#[^"]*)?"')


@dataclass
class Links:
    """Files by SHA-256, units by source id."""

    files: dict[str, CourseFile] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def resolve(self, html: str) -> str:
        html = _PICTURE.sub(self._picture, html)
        html = _FILE.sub(lambda found: f'"{self.files[found[1]].get_absolute_url()}"', html)
        return _UNIT.sub(self._unit, html)

    def _picture(self, found: re.Match[str]) -> str:
        """With its size, so that the page does not jump when it arrives."""
        file = self.files[found[1]]
        stored = file.stored
        size = f' width="{stored.width}" height="{stored.height}"' if stored.width and stored.height else ""
        return f'<img src="{file.get_absolute_url()}"{size} loading="lazy"'

    def _unit(self, found: re.Match[str]) -> str:
        unit = self.units.get(unquote(found[1]))
        return f'"{unit.get_absolute_url()}"' if unit else '"#"'
