"""What a nudge asks while somebody writes. It never stops anybody."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import Scope
from core.kept import At, Kept
from core.text import POST_LIMIT
from ethics.models import Nudge

PIECE, OVERLAP = 400, 120


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that made the rule ask, its number and line, and the question of one nudge."""

    nudge_id: int
    words: str
    number: int
    line: str
    text: str


def _in_force(_reader: Any, at: At) -> "QuerySet[Nudge]":
    return Nudge.objects.along(at.set("scopes"))


IN_FORCE = Kept(_in_force)


def nudges_for(*, scope: Scope, text: str) -> list[Asked]:
    """The questions that the rules in force here ask about a text: one query, at most one question for each rule."""
    found: dict[int, Asked] = {}
    for nudge in IN_FORCE.rows(None, scopes=frozenset(scope.ancestor_ids)):
        clause = nudge.clause
        words = first_match(nudge.pattern, text) if clause.pk not in found else ""
        if words:
            found[clause.pk] = Asked(nudge.pk, words, clause.position, clause.line.rstrip("."), nudge.text)
    return list(found.values())


def ask(*, scope: Scope, text: str, shown: Collection[int] = ()) -> list[Asked]:
    """The questions that a text raises; those that this writer has not seen yet (`shown`) are counted as shown."""
    found = nudges_for(scope=scope, text=text)
    new = [asked.nudge_id for asked in found if asked.nudge_id not in shown]
    if new:
        Nudge.objects.filter(pk__in=new).update(shown=F("shown") + 1)
    return found


@transaction.atomic
def count_answers(*, scope: Scope, text: str, shown: Collection[int]) -> None:
    """What a writer made of the questions they were shown: counts, and nothing that says who it was."""
    if not shown:
        return
    asked = list(Nudge.objects.in_force(scope).filter(pk__in=shown))
    ignored = [nudge.pk for nudge in asked if first_match(nudge.pattern, text)]
    Nudge.objects.filter(pk__in=ignored).update(ignored=F("ignored") + 1)
    heeded = [nudge.pk for nudge in asked if nudge.pk not in ignored]
    Nudge.objects.filter(pk__in=heeded).update(heeded=F("heeded") + 1)


def first_match(pattern: str, text: str) -> str:
    """The first words that fit; looked for piece by piece, so that no pattern takes long on any text."""
    compiled = _compiled(pattern)
    for piece in pieces(text):
        if match := compiled.search(piece):
            return match.group(0)
    return ""


def pieces(text: str) -> Iterator[str]:
    """The lines of a text, long ones in pieces that overlap."""
    for line in text[:POST_LIMIT].splitlines():
        for start in range(0, max(1, len(line) - OVERLAP), PIECE - OVERLAP):
            yield line[start : start + PIECE]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
