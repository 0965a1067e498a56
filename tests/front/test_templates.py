"""Rules for every template: nothing inline, every word marked for translation, every icon there."""

import re
from pathlib import Path

import pytest

from core import icons
from tests.front.markup import HOLE, Source
from tests.front.sources import TEMPLATES, named

INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)|\shx-on|hx-vals=["']js:"""
)
DJANGO = re.compile(r"\{[%{#].*?[%}#]\}")
ICON = re.compile(r"""\{%\s*icon\s+["']([a-z-]+)["']|\bicon=["']([a-z-]+)["']""")
WORDLESS = {"Colloquy", "sha256"}
ONLY_IN_DEVELOPMENT = {"templates/styles.html"}
ids = [named(path) for path in TEMPLATES]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_nothing_is_inline(path: Path) -> None:
    assert INLINE.findall(DJANGO.sub("", path.read_text())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_every_word_is_marked_for_translation(path: Path) -> None:
    if named(path) in ONLY_IN_DEVELOPMENT:
        return
    unmarked = [words.replace(HOLE, "…") for words in Source.of(path).words()]
    assert [words for words in unmarked if words not in WORDLESS] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    named_here = {first or second for first, second in ICON.findall(path.read_text())}
    assert named_here - icons.names() == set()


def test_the_marks_are_noticed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text('{% load i18n %}<p title="A title">Bare {{ name }}</p><b>{% translate "Fine" %}</b>')
    assert Source.of(bad).words() == ["A title", "Bare"]


def test_inline_code_is_noticed() -> None:
    for wrong in ('<p style="x">', "<style>", "<a onclick='x'>", "<script>", '<a href="javascript:x">'):
        assert INLINE.search(wrong), wrong
    assert not INLINE.search('<script type="module" src="/a.js"></script><p class="on">')
