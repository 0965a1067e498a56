"""A word that a catalogue does not have is looked for once, not in the catalogue of every app at every visit."""

from functools import cache
from gettext import NullTranslations
from typing import Any

from django.utils.translation import trans_real


class Found(NullTranslations):
    """Stands before the catalogues behind the first one and keeps what they said. Source words are the most of it, and
    there are only so many as the code has."""

    def __init__(self, behind: NullTranslations) -> None:
        super().__init__()
        self.behind, self.known = behind, dict[str, str]()

    def gettext(self, message: str) -> str:
        known = self.known.get(message)
        if known is None:
            known = self.known[message] = self.behind.gettext(message)
        return known

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.behind.ngettext(msgid1, msgid2, n)


@cache
def keep_found(language: str) -> None:
    """From here on in this process, for one language."""
    catalogue: Any = trans_real.translation(language)
    if catalogue._fallback is not None:  # noqa: SLF001
        catalogue._fallback = Found(catalogue._fallback)  # noqa: SLF001
