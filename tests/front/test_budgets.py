"""What a page costs on the wire, and that nothing is asked for twice."""

import gzip
import re

from core.finders import ENTRY
from core.stylesheets import IMPORT, flatten
from core.templatetags.rows import ELEMENTS
from tests.front.sources import ROOT, SCRIPTS, STYLES, named, read_static


def compressed(*parts: bytes) -> int:
    return sum(len(gzip.compress(part, 9)) for part in parts)


def test_all_styles_together_stay_under_14_kb() -> None:
    assert compressed(flatten(ENTRY, read_static).encode()) < 14_000


def test_our_scripts_together_stay_under_20_kb() -> None:
    assert compressed(*(path.read_bytes() for path in SCRIPTS)) < 20_000


def test_icons_stay_under_4_kb() -> None:
    assert compressed((ROOT / "static" / "icons.svg").read_bytes()) < 4_000


def test_each_style_file_is_imported_once_and_none_is_forgotten() -> None:
    imported = [name for name, _layer in IMPORT.findall(read_static(ENTRY))]
    there = [str(path.relative_to(ROOT / "static" / "css")) for path in STYLES if path.name != "app.css"]
    assert sorted(imported) == sorted(there)


def test_only_the_entry_imports() -> None:
    assert [named(path) for path in STYLES if "@import" in path.read_text()] == ["static/css/app.css"]


def test_layers_have_the_order_of_the_design() -> None:
    first = flatten(ENTRY, read_static).split(";")[0]
    assert first == "@layer reset,tokens,base,layout,components,blocks,utilities,print"


def test_every_script_is_loaded_by_the_frame() -> None:
    everywhere = [path.stem for path in SCRIPTS if path.parent.name == "elements"]
    assert sorted(everywhere) == sorted(ELEMENTS)


def test_scripts_import_nothing_and_reach_for_no_other_site() -> None:
    wrong = [named(path) for path in SCRIPTS if re.search(r"https?://|\bimport\b|\beval\(|innerHTML", path.read_text())]
    assert wrong == []
