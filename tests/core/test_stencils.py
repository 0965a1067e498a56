"""A stencil draws what its template draws, and keeps nothing of a row."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils.safestring import SafeString

from core.addresses import address
from core.stencils import Stencil

TEMPLATE = """<li{% if row.new %} data-new{% endif %}><a href="{% url "accounts:profile" row.handle %}#{{ row.number }}">
{{ row.name }}</a>{% if row.said %}<p>{{ row.said }}</p>{% endif %}{% if row.odd %}{{ row.odd|upper }}{% endif %}{{ below }}</li>"""


@pytest.fixture
def stencil(tmp_path: Path) -> Stencil:
    (tmp_path / "row.html").write_text(TEMPLATE, encoding="utf-8")
    return Stencil("row.html", "row", shape=("new",), gaps=("handle", "number", "name", "said"), plain=("odd",))


@dataclass(frozen=True)
class Row:
    stencil: ClassVar[Stencil]
    new: bool
    handle: str
    number: int
    name: str
    said: str = ""
    odd: str = ""


ROWS = [
    ("new", Row(new=True, handle="ada", number=3, name="Ada <b>", said=SafeString("<em>so</em>"))),
    ("old", Row(new=False, handle="ben-2", number=12, name="Ben & Co")),
    ("odd", Row(new=False, handle="cleo", number=4, name="Cleo", odd="<shout>")),
]


def templates_in(folder: Path) -> override_settings:
    engine = {**settings.TEMPLATES[0], "DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}
    return override_settings(TEMPLATES=[engine])


@pytest.mark.parametrize("row", [row for _name, row in ROWS], ids=[name for name, _row in ROWS])
def test_each_row_comes_out_as_its_template_says(stencil: Stencil, tmp_path: Path, row: Row) -> None:
    with templates_in(tmp_path):
        drawn = [draw(stencil, each) for _turn in range(2) for _name, each in ROWS]
        assert draw(stencil, row) == plainly(stencil, row)
    assert drawn[:3] == drawn[3:]
    assert stencil.unnamed == ""


def draw(stencil: Stencil, row: Row) -> str:
    Row.stencil = stencil
    return stencil.draw(row, below=SafeString("<i>"), token="t", options={})


def plainly(stencil: Stencil, row: Row) -> str:
    return stencil._render({"row": row, "below": SafeString("<i>"), "csrf_token": "t"})


def test_a_value_that_was_filled_in_is_not_kept(stencil: Stencil, tmp_path: Path) -> None:
    with templates_in(tmp_path):
        for _name, row in ROWS:
            draw(stencil, row)
    kept = "".join("".join([*pieces.texts, pieces.last]) for pieces in stencil._drawn.values())
    assert [word for word in ("Ada", "ben", "Ben", "so", "12", "shout", "cleo") if word in kept] == []


def test_a_template_that_asks_for_more_is_drawn_by_itself(tmp_path: Path) -> None:
    (tmp_path / "row.html").write_text(TEMPLATE, encoding="utf-8")
    stencil = Stencil("row.html", "row", shape=("new",), gaps=("handle", "number", "said"), plain=("odd",))
    with templates_in(tmp_path):
        assert draw(stencil, ROWS[0][1]) == plainly(stencil, ROWS[0][1])
    assert stencil.unnamed == "name"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("accounts:profile", ("ada-2",)),
        ("community:post", (12, 3456)),
        ("community:thread", ("respiratory", 7, "ein-schöner-titel")),
        ("moderation:report", ("community.post", 4)),
    ],
)
def test_an_address_is_what_reverse_says(name: str, arguments: tuple[int | str, ...]) -> None:
    assert address(name, *arguments) == reverse(name, args=arguments)
    assert address(name, *arguments) == reverse(name, args=arguments)
