"""What two people have in common of what both said: pure, no Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

WEIGHTS = {"goal": 3, "site": 2, "study_time": 2, "language": 1}
"""How much a shared fact says. Only the order of suggestions depends on it; nobody sees a number."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that both gave, with the words they share."""

    fact: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    key: int
    facts: Mapping[str, Mapping[str, str]]
    already: int = 0
    """How often this person was suggested to others this week: who was not, comes first."""


def same(text: str) -> str:
    """Two people mean the same words, whatever their capitals and spaces."""
    return " ".join(text.split()).casefold()


def reasons(mine: Mapping[str, Mapping[str, str]], theirs: Mapping[str, Mapping[str, str]]) -> tuple[Reason, ...]:
    """What both gave, what they would like company for first. Facts are {kind: {folded word: word}}."""
    found = []
    for fact in WEIGHTS:
        shared = [label for value, label in mine.get(fact, {}).items() if value in theirs.get(fact, {})]
        if shared:
            found.append(Reason(fact=fact, labels=tuple(sorted(shared))))
    return tuple(found)


def choose(
    mine: Mapping[str, Mapping[str, str]], pool: Iterable[Candidate], *, seed: str, places: int
) -> list[tuple[int, Sequence[Reason]]]:
    """The people with the most in common, those seldom suggested first among equals, then a seeded draw."""
    scored = []
    for candidate in pool:
        why = reasons(mine, candidate.facts)
        if why:
            points = sum(WEIGHTS[reason.fact] for reason in why)
            lot = sha256(f"{seed}:{candidate.key}".encode()).digest()
            scored.append((-points, candidate.already, lot, candidate.key, why))
    scored.sort(key=lambda each: each[:3])
    return [(key, why) for _points, _already, _lot, key, why in scored[:places]]
