"""A lower app names no higher one: not in its templates, not in its addresses (imports are the contract's business)."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, modules, named, tracked

ADDRESS = re.compile(r"""["']({apps}):[a-z0-9_-]+["']""".format(apps="|".join(APPS)))
TEMPLATE = re.compile(r"""["']({apps})/[\w/.-]+\.(?:html|txt)""".format(apps="|".join(APPS)))
ALLAUTH = {"account", "mfa", "socialaccount"}
ROOMS = {"people": "community", "discussion": "community"}


def names_higher(path: Path, owner: str) -> set[str]:
    text = path.read_text(encoding="utf-8")
    spoken = {*ADDRESS.findall(text), *TEMPLATE.findall(text)}
    return {app for app in spoken if APPS.index(app) > APPS.index(owner)}


@pytest.mark.parametrize("app", APPS)
def test_module_names_no_template_or_address_of_a_higher_app(app: str) -> None:
    wrong = {named(path): higher for path in modules(app) if (higher := names_higher(path, app))}
    assert wrong == {}


def test_template_names_no_template_or_address_of_a_higher_app() -> None:
    wrong = {
        named(path): higher for path in tracked() if (owner := owner_of(path)) and (higher := names_higher(path, owner))
    }
    assert wrong == {}


def owner_of(path: Path) -> str | None:
    """The app of a template: its folder; the frame and the components are core's."""
    parts = Path(named(path)).parts
    if parts[0] != "templates" or path.suffix not in {".html", ".txt"}:
        return None
    folder = parts[1]
    return folder if folder in APPS else ROOMS.get(folder, "accounts" if folder in ALLAUTH else "core")


def test_a_higher_name_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("{% url 'community:thread-detail' 1 %}{% include \"accounts/_person.html\" %}", encoding="utf-8")
    assert names_higher(page, "courses") == {"community"}
    assert names_higher(page, "community") == set()
