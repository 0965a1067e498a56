from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from mentoring.matching.facts import Fit, Offered, Wish
from mentoring.matching.score import fit


@dataclass(frozen=True, slots=True)
class Ranked:
    offered: Offered
    fit: Fit


def rank(wishes: Sequence[Wish], pool: Iterable[Offered], *, seed: str) -> list[Ranked]:
    """Best fit first. A tie goes to who doesn't teach the student, then to most free places, then to a seeded draw."""
    ranked = [Ranked(offered=offered, fit=fit(wishes, offered)) for offered in pool]
    return sorted(ranked, key=lambda each: _place(each, seed))


def draw(seed: str, key: int) -> bytes:
    """Always the same lot for the same seed: an order that can be repeated and that nobody chose."""
    return sha256(f"{seed}:{key}".encode()).digest()


def _place(ranked: Ranked, seed: str) -> tuple[int, bool, int, bytes]:
    offered = ranked.offered
    return -ranked.fit.points, offered.teaches, -offered.free, draw(seed, offered.key)
