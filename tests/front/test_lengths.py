"""No minimum lengths: they breed filler, and are unfair to some languages. Read from the files, so that none slips in."""

import re

from tests.architecture.sources import named, tracked

ASKS = re.compile(r"\bmin_length\b|\bminlength\b|MinLengthValidator|\b[A-Z_]+_MIN\b(?!_)")
PASSWORDS = {"config/settings.py": "the length of a password is no matter of writing"}


def test_nothing_that_people_write_has_a_minimum_length() -> None:
    ours = [path for path in tracked() if path.suffix in {".py", ".html", ".js"}]
    found = {
        named(path): words
        for path in ours
        if not named(path).startswith("tests/") and (words := ASKS.findall(path.read_text(encoding="utf-8")))
    }
    assert found.keys() - PASSWORDS.keys() == set()
