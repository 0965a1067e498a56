"""A ratio means something only while its base stands still."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, tracked
from tests.architecture.test_installation import pins

BASE = ROOT / "benchmarks" / "base"
FROZEN = "c179626442fabe98ee949974c6d59849f416987981e6c354611a7cc5f53abb04"


def digest(folder: Path, files: list[Path]) -> str:
    """Of names and bytes, in the order of names."""
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()


def ours() -> list[Path]:
    return [path for path in tracked() if path.is_relative_to(BASE)]


def test_the_floor_is_kept_byte_for_byte() -> None:
    assert digest(BASE, ours()) == FROZEN


def test_the_floor_is_the_one_that_everybody_shares() -> None:
    shared = Path(os.environ.get("COLLOQUY_SHARED", "-")) / "bench"
    if not shared.exists():
        pytest.skip("the shared floor is not on this machine.")
    files = [path for path in shared.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert digest(shared, files) == FROZEN


def test_both_sides_stand_on_the_same_releases() -> None:
    """So that the floor runs in the environment of the product."""
    installed = pins(ROOT / "requirements.txt")
    asked = pins(BASE / "floor" / "requirements.txt")
    assert {name: version for name, version in asked.items() if installed.get(name.lower()) != version} == {}
