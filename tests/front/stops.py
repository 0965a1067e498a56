"""Which pages are looked at, and through whose eyes: read from the table of expectations."""

from dataclasses import dataclass

from tests.routes.table import WHO, rows

EYES = ("cleo", "ada", "ben", "kim", "dan", "hana", "lea", "anon")
NOT_A_PAGE = {
    "core:healthz",
    "community:file",
    "community:similar",
    "courses:roster-download",
    "courses:studio-people-export",
}


@dataclass(frozen=True)
class Stop:
    route: str
    who: str

    def __str__(self) -> str:
        return f"{self.route} as {self.who}"


def stops(*, eyes: tuple[str, ...] = EYES, most: int = 1) -> list[Stop]:
    """Every route that answers a GET with a page, seen by the first `most` people who may."""
    found: list[Stop] = []
    for row in rows():
        if row.method != "GET" or row.route in NOT_A_PAGE:
            continue
        answers = dict(zip(WHO, row.answers, strict=True))
        found += [Stop(row.route, who) for who in eyes if answers[who] == "200"][:most]
    return found
