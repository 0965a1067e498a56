"""The house as text: its files, and what they name."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ["core", "accounts", "notifications", "ethics", "moderation", "courses", "community", "mentoring"]
PACKAGES = [*APPS, "config"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> list[Path]:
    """Every file that belongs to the repository (in an unpacked archive: every file)."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not {".venv", "var", ".git"} & set(path.parts)]
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*packages: str) -> Iterator[Path]:
    """Our Python modules, migrations left out."""
    wanted = packages or tuple(PACKAGES)
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and parts[0] in wanted and "migrations" not in parts:
            yield path


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[Function]:
    """The functions that a module offers: not nested, not private."""
    return [node for node in tree(path).body if isinstance(node, Function) and not node.name.startswith("_")]


def layer(path: Path, name: str) -> bool:
    """Is this module (or a part of this package) the `name` of its app or room?"""
    return path.stem == name or name in path.parts
