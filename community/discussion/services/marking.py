"""Marking by a person: drafts of their graders, released together to those they are of."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import Rights, rights_of
from community.discussion import policies
from community.discussion.choices import Marking
from community.discussion.events import MarksReleased
from community.discussion.models import Mark, MarkEntry, Release
from community.discussion.querysets import graded_by
from core.outbox import emit
from courses.models import Placement

DONE, NOT_DONE = "done", "not-done"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a block is marked; `most` points, `scale` words from the best on, `rubric` what each word is said of."""

    kind: str
    most: int
    scale: list[str]
    rubric: list[str]

    @classmethod
    def of(cls, placement: Placement) -> "Scheme":
        config = placement.config
        return cls(
            kind=str(config.get("marking") or ""),
            most=int(config.get("points") or 10),
            scale=lines(config.get("scale")),
            rubric=lines(config.get("rubric")),
        )

    def __bool__(self) -> bool:
        return self.kind != Marking.NONE


def lines(text: object) -> list[str]:
    """What stands on each line, without the empty ones."""
    return [" ".join(line.split()) for line in str(text or "").splitlines() if line.strip()]


def words_of(given: dict[str, Any] | None) -> list[str]:
    """A mark in words: one line, or one for each criterion."""
    if given is None:
        return []
    value = given.get("value")
    if given.get("kind") == Marking.DONE:
        return [_("Done") if value == DONE else _("Not done")]
    if given.get("kind") == Marking.POINTS:
        return [_("%(points)s of %(most)s points") % {"points": value, "most": given.get("of")}]
    if given.get("kind") == Marking.RUBRIC:
        return [f"{criterion}: {word}" for criterion, word in value or []]
    return [str(value)]


@transaction.atomic
def give_mark(*, actor: User, placement: Placement, person: User, given: dict[str, Any], comment: str = "") -> Mark:
    """Keep a draft of a mark; whom it is of sees nothing of it before the next release."""
    policies.can_mark(rights_of(actor), placement, person).require()
    fields = {"given": given, "comment": comment, "by": actor, "changed_at": timezone.now()}
    known = Mark.objects.select_for_update(no_key=True).filter(placement=placement, user=person).first()
    if known is not None and (known.given, known.comment) == (given, comment):
        return known
    mark, _made = Mark.objects.update_or_create(placement=placement, user=person, defaults={**fields, "waits": True})
    MarkEntry.objects.create(mark=mark, by=actor, given=given, comment=comment)
    return mark


def waiting(rights: Rights, placement: Placement) -> "QuerySet[Mark]":
    """Drafts that differ from what was released, of those whom this person grades."""
    graded = graded_by(rights, placement.unit.course.scope)
    return Mark.objects.filter(placement=placement, waits=True, user__in=graded.values("user"))


@transaction.atomic
def release_marks(*, actor: User, placement: Placement) -> int:
    """Show every draft to whom it is of, all at once; how many."""
    rights = rights_of(actor)
    policies.can_grade(rights, placement.unit.course).require()
    ids = list(waiting(rights, placement).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    release = Release.objects.create(placement=placement, by=actor)
    shown = {"released_given": F("given"), "released_comment": F("comment"), "released_with": release, "waits": False}
    Mark.objects.filter(pk__in=ids).update(**shown)
    emit(MarksReleased(release_id=release.pk, placement_id=placement.pk, by_id=actor.pk))
    return len(ids)
