"""A language that marks every translated string, so that what carries no mark was never given to a translator."""

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

OPEN, CLOSE = "⟦", "⟧"
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")
WORDY = {"aria-label", "title", "placeholder", "alt", "data-act", "aria-description"}
SILENT = {"script", "style", "template", "head"}
NAMES = {"colloquy"}
KEEP_WORDS = ("core.moments", "core.stencils", "core.templatetags.rows")
"""What is drawn once for each language and kept there."""


def speak_pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on every translation comes back in marks."""
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        original = getattr(translation._trans, name)

        def marked(*args: Any, original: Any = original) -> str:
            text = original(*args)
            return f"{OPEN}{text}{CLOSE}" if text.strip() else str(text)

        monkeypatch.setattr(translation._trans, name, marked, raising=False)
    for module in KEEP_WORDS:
        monkeypatch.setattr(f"{module}.get_language", lambda: "pseudo")


class _Reader(HTMLParser):
    """The words of a page in their order, the spoken attributes after them; names (translate="no") are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.spoken: list[str] = []
        self._silent = 0
        self._names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("translate", "no") in attrs or tag in self._names:
            self._names.append(tag)
        self._silent += tag in SILENT
        self.spoken += [value for name, value in attrs if name in WORDY and value]
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._names:
            self._names.remove(tag)
        self._silent -= tag in SILENT
        self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._names:
            self.text.append(data)


def unmarked(html: str, data: set[str]) -> list[str]:
    """Words on the page that are neither marked nor anybody's data."""
    reader = _Reader()
    reader.feed(html)
    left = [_without_marks("".join(reader.text)), *(_without_marks(each) for each in reader.spoken)]
    words = [word for text in left for word in WORD.findall(text)]
    return [word for word in words if word.lower() not in data and not (word.isupper() and len(word) <= 2)]


def _without_marks(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    return text


def words_of_the_data() -> set[str]:
    """Every word that somebody wrote into the database."""
    texts: list[str] = []
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, _WRITTEN)]
        for row in model._default_manager.values_list(*(field.attname for field in fields)) if fields else []:
            texts += [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in row if each]
    return NAMES | _words(texts)


_WRITTEN = (models.CharField, models.TextField, models.JSONField)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in WORD.findall(text)}
