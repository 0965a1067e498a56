from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.choices import STAFF, Role, UserState
from accounts.models import Membership, PersonBlock, Scope
from core.kept import now
from mentoring.choices import OPEN, RUNNING, PairState

if TYPE_CHECKING:
    from accounts.rights import Rights
    from mentoring.models import Ask, Meeting, Offer, Pair, Programme

INSIDE = (Role.LEARNER, Role.MENTOR, Role.EDUCATOR, Role.ASSISTANT)
"""Whoever has one of these somewhere in the programme's scope may read about it."""
RUNS = (Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN)


def graders_over(rights: "Rights") -> QuerySet[Membership]:
    """Who grades this person somewhere: in a scope where they learn, or above it."""
    return Membership.objects.live().filter(grades=True, scope__in=rights.above(Role.LEARNER))


def teachers_of(rights: "Rights") -> QuerySet[Membership]:
    """Who teaches this person without grading: disclosed, never a bar."""
    return Membership.objects.live().filter(grades=False, role__in=STAFF, scope__in=rights.above(Role.LEARNER))


def blocks_between(one: Any, other: Any) -> QuerySet[PersonBlock]:
    """Whether one of the two wants nothing from the other, whoever said so."""
    return PersonBlock.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


def reached(rights: "Rights", prefix: str = "") -> Q:
    """Programmes whose people this person belongs to, or that they run."""
    found = Q(**{f"{prefix}scope__in": rights.above(*INSIDE)})
    for path in sorted(rights.paths_with(*RUNS)):
        found |= Q(**{f"{prefix}scope__path__startswith": path})
    return found


class ProgrammeQuerySet(QuerySet["Programme"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_see_programme."""
        return self.filter(reached(rights))

    def for_scope(self, scope: Scope) -> Self:
        """The rounds that the people of this scope may use: nearest scope first, newest round first."""
        return self.filter(scope__in=scope.ancestor_ids).order_by("-scope__depth", "-opens_on", "-pk")

    def running(self, today: date | None = None) -> Self:
        today = today or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


class OfferQuerySet(QuerySet["Offer"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_see_offer: never one's own grader, nothing paused."""
        return self.filter(reached(rights, "programme__")).filter(
            Q(mentor=rights.user_id)
            | Q(paused_at__isnull=True, mentor__state=UserState.ACTIVE)
            & ~Q(mentor__in=graders_over(rights).values("user"))
        )

    def apart_from(self, user_id: int | None) -> Self:
        """Without those who want nothing from this person, or from whom this person wants nothing."""
        return self.exclude(Exists(blocks_between(OuterRef("mentor"), user_id)))

    def with_room(self) -> Self:
        return self.filter(taken__lt=F("places"))

    def suggested_to(self, rights: "Rights") -> Self:
        """Who may be suggested: seen, with a free place, not set aside, not asked now, never a pair in this round."""
        me = rights.user_id
        return (
            self.visible_to(rights)
            .with_room()
            .exclude(mentor=me)
            .exclude(set_asides__student=me)
            .exclude(asks__in=asks_of(me))
            .exclude(pairs__student=me)
        )


def asks_of(student_id: int | None) -> "QuerySet[Ask]":
    """The asks of a student that wait for an answer."""
    asks: AskQuerySet = apps.get_model("mentoring", "Ask")._default_manager.all()  # noqa: SLF001
    return asks.filter(student=student_id).open()


class AskQuerySet(QuerySet["Ask"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_read_ask: the two, and nobody else whatever their role."""
        mine = Q(student=rights.user_id) | Q(mentor=rights.user_id, hidden_at__isnull=True)
        return self.filter(mine, rights.inside("programme__scope"))

    def open(self) -> Self:
        """Not answered and not past the day: «due» is compared here, so nothing has to run for an ask to end."""
        return self.filter(state__in=OPEN, due_at__gt=now())

    def overdue(self) -> Self:
        return self.filter(state__in=OPEN, due_at__lte=now())

    def waiting_for(self, mentor_id: int) -> Self:
        """What a mentor has to answer; asks from people across a block are not shown."""
        apart = PersonBlock.objects.filter(blocker=mentor_id, blocked=OuterRef("student"))
        return self.open().filter(mentor=mentor_id, hidden_at__isnull=True).exclude(Exists(apart))


class PairQuerySet(QuerySet["Pair"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_read_pair: the two, and nobody else whatever their role."""
        mine = Q(student=rights.user_id) | Q(mentor=rights.user_id)
        return self.filter(mine, rights.inside("programme__scope"))

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)

    def ended(self) -> Self:
        return self.filter(state=PairState.ENDED)


class MeetingQuerySet(QuerySet["Meeting"]):
    def proposed(self) -> Self:
        return self.filter(picked_at__isnull=True, cancelled_at__isnull=True, starts_at__gt=timezone.now())

    def picked(self) -> Self:
        return self.filter(picked_at__isnull=False, cancelled_at__isnull=True)
