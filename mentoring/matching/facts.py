from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a wish is about."""

    TOPIC = "topic"
    LANGUAGE = "language"
    TIME = "time"
    MODE = "mode"


class Level(StrEnum):
    """How an offer answers a wish."""

    MET = "met"
    PART = "part"
    NOT = "not"


POINTS = {Level.MET: 2, Level.PART: 1, Level.NOT: 0}


def same(text: str) -> str:
    """Two people mean the same words, whatever their capitals and spaces."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing a student looks for: any of these values will do."""

    kind: Kind
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a mentor wrote about themselves, and how many places are free."""

    key: int
    free: int = 0
    teaches: bool = False
    topics: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    times: frozenset[str] = field(default_factory=frozenset)
    modes: frozenset[str] = field(default_factory=frozenset)

    def of(self, kind: Kind) -> frozenset[str]:
        """The words of this kind; those of topics are folded by `same`."""
        return {
            Kind.TOPIC: frozenset(same(topic) for topic in self.topics),
            Kind.LANGUAGE: self.languages,
            Kind.TIME: self.times,
            Kind.MODE: self.modes,
        }[kind]


@dataclass(frozen=True, slots=True)
class Answer:
    """One wish and what the offer says to it: `found` are the values that meet it, or come near."""

    wish: Wish
    level: Level
    found: tuple[str, ...] = ()
    first: bool = False

    @property
    def points(self) -> int:
        """In halves, so that they stay whole numbers; the first wish counts double."""
        return POINTS[self.level] * (2 if self.first else 1)


@dataclass(frozen=True, slots=True)
class Fit:
    """Wish by wish, misses included; the points shown are exactly the sum of the lines shown."""

    answers: tuple[Answer, ...]

    @property
    def met(self) -> int:
        return sum(answer.level is Level.MET for answer in self.answers)

    @property
    def part(self) -> int:
        return sum(answer.level is Level.PART for answer in self.answers)

    @property
    def points(self) -> int:
        return sum(answer.points for answer in self.answers)

    @property
    def total(self) -> int:
        return len(self.answers)
