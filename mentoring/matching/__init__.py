"""How wishes meet offers: pure, no Django, nothing but what people wrote about themselves.

Never used: marks, photographs, names, ages, what anybody clicks. They are not parameters here, so they cannot be.
"""

from mentoring.matching.facts import Answer, Fit, Kind, Level, Offered, Wish, same
from mentoring.matching.rank import Ranked, draw, rank
from mentoring.matching.score import fit
from mentoring.matching.times import Slot, next_slots, slot_days

__all__ = [
    "Answer",
    "Fit",
    "Kind",
    "Level",
    "Offered",
    "Ranked",
    "Slot",
    "Wish",
    "draw",
    "fit",
    "next_slots",
    "rank",
    "same",
    "slot_days",
]
