"""The files of the interface, as the tests of the look read them."""

from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.parts
)  # a mail has no stylesheet


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read_static(name: str) -> str:
    return (ROOT / "static" / name).read_text()
