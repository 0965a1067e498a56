from collections.abc import Sequence

from mentoring.matching.facts import Answer, Fit, Kind, Level, Offered, Wish, same
from mentoring.matching.times import near

LIVE = frozenset({"in_person", "video"})
"""Ways of meeting in which both are there at once: one of them comes near the other, writing does not."""


def fit(wishes: Sequence[Wish], offered: Offered) -> Fit:
    """Each wish met counts 1, in part ½, the first double."""
    return Fit(answers=tuple(_answer(wish, offered, first=place == 0) for place, wish in enumerate(wishes)))


def _answer(wish: Wish, offered: Offered, *, first: bool) -> Answer:
    has = offered.of(wish.kind)
    if shared := tuple(value for value in wish.values if _word(wish, value) in has):
        return Answer(wish=wish, level=Level.MET, found=shared, first=first)
    close = _near(wish, has)
    return Answer(wish=wish, level=Level.PART if close else Level.NOT, found=close, first=first)


def _word(wish: Wish, value: str) -> str:
    return same(value) if wish.kind is Kind.TOPIC else value


def _near(wish: Wish, has: frozenset[str]) -> tuple[str, ...]:
    """What comes close: meeting live in the other way, or another hour of the wished days."""
    if wish.kind is Kind.MODE and LIVE & set(wish.values):
        return tuple(sorted(LIVE & has))
    if wish.kind is Kind.TIME:
        return near(wish.values, has)
    return ()
