"""What changed between two versions: rule by rule, and word by word inside a rule."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ethics.models import Clause

Kind = Literal["same", "added", "changed", "removed"]
Run = tuple[Literal["", "ins", "del"], str]
FIELDS = ("line", "explanation", "good", "poor", "consequences")
WORDS = re.compile(r"\s+|[^\s]+")
ISLAND = 3
"""Fewer kept words than this between two changes read better as part of the change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule in two versions. `runs` holds, for each field that changed, its words in order: kept, new and gone."""

    kind: Kind
    old: Clause | None
    new: Clause | None
    runs: dict[str, list[Run]]

    @property
    def clause(self) -> Clause:
        clause = self.new or self.old
        assert clause is not None
        return clause


def differences(old: Iterable[Clause], new: Iterable[Clause]) -> list[Difference]:
    """Every rule of both versions in the order of the new one; those that went away come last."""
    before = {clause.key: clause for clause in old}
    found = [_compare(before.pop(clause.key, None), clause) for clause in new]
    return found + [Difference("removed", gone, None, {}) for gone in before.values()]


def _compare(old: Clause | None, new: Clause) -> Difference:
    if old is None:
        return Difference("added", None, new, {})
    runs = {
        field: words(getattr(old, field), getattr(new, field))
        for field in FIELDS
        if getattr(old, field) != getattr(new, field)
    }
    return Difference("changed" if runs else "same", old, new, runs)


def words(old: str, new: str) -> list[Run]:
    """Two texts as one run of words: kept (""), new ("ins") and gone ("del")."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    runs: list[Run] = []
    a = b = 0
    for block in blocks:
        edge = not block.size or block.a == 0 or block.a + block.size == len(before)
        if not edge and len("".join(before[block.a : block.a + block.size]).split()) < ISLAND:
            continue
        gone, new_words = "".join(before[a : block.a]), "".join(after[b : block.b])
        kept = "".join(before[block.a : block.a + block.size])
        changed: list[Run] = [("del", gone), ("ins", new_words), ("", kept)]
        runs += [run for run in changed if run[1]]
        a, b = block.a + block.size, block.b + block.size
    return runs
