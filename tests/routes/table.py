"""expectations.txt, read: for each method and route, the answer to each of the thirteen."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

WHO = ("anon", "eve", "uma", "odd", "cleo", "fay", "ben", "jo", "ada", "kim", "dan", "hana", "lea")
TABLE = Path(__file__).with_name("expectations.txt")


@dataclass(frozen=True)
class Row:
    method: str
    route: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return written(self.method, self.route, self.answers)


def written(method: str, route: str, answers: tuple[str, ...]) -> str:
    a = [f"{answer:<4}" for answer in answers]
    groups = (a[:1], a[1:2], a[2:4], a[4:9], a[9:])
    return f"{method:<4} {route:<36} " + " ".join("".join(group) for group in groups).rstrip()


@cache
def rows() -> list[Row]:
    lines = [
        line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    return [row(line) for line in lines]


def row(line: str) -> Row:
    method, route, *answers = line.split()
    if len(answers) <= 2:  # everybody alike, or the one who is not signed in and everybody else
        answers = [answers[0], *answers[-1:] * (len(WHO) - 1)]
    if method not in {"GET", "POST"} or len(answers) != len(WHO):
        message = f"expectations.txt: {len(answers)} answers instead of {len(WHO)} in: {line}"
        raise ValueError(message)
    return Row(method, route, tuple(answers))


def row_of(method: str, route: str) -> Row | None:
    return next((each for each in rows() if (each.method, each.route) == (method, route)), None)
