from django.utils.functional import Promise

from core.text import excerpt

LONGEST = 400
"""Characters of a sentence that names something of a foreign file, however long that is."""


class ImportRefused(Exception):
    """A course that cannot be read, with the one sentence that says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return excerpt(str(self.message), LONGEST)
