from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.choices import STAFF, Role
from core.kept import now
from moderation.choices import OPEN, Act, AppealState, CaseState, DecisionState, Desk
from moderation.extensions import conflicts

if TYPE_CHECKING:
    from accounts.rights import Rights
    from moderation.models import Appeal, Case, Decision, Look, Report

M = TypeVar("M", bound=Model)
ABANDONED = timedelta(days=1)
"""A case that somebody took and left alone for so long is offered to others again."""


def in_charge(rights: "Rights", *, path: str = "scope__path", desk: str = "desk") -> Q:
    """Cases of the places where this person decides: as moderator always, as anybody else where the case has come to them."""
    under = f"{path}__under"
    leads = rights.paths_with(Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN)
    return (
        Q(**{under: rights.paths_with(Role.MODERATOR)})
        | Q(**{under: rights.paths_with(*(Role(role) for role in STAFF)), desk: Desk.STAFF})
        | Q(**{under: leads, f"{desk}__in": [Desk.LEAD, Desk.SITE]})
        | Q(**{under: rights.paths_with(Role.SITE_ADMIN), desk: Desk.SITE})
    )


def apart(rows: "QuerySet[M]", person: int, *, case: str = "", desk: str = "desk") -> "QuerySet[M]":
    """Without the cases in which this person is a party, was reported by a party, or stands in a declared conflict."""
    reports = apps.get_model("moderation", "Report")._default_manager.all()  # noqa: SLF001
    accusers = reports.filter(case__author=person).values("reporter")
    always = [person, accusers, *(each.people(person) for each in conflicts if not each.staff_first_allows)]
    waived = [each.people(person) for each in conflicts if each.staff_first_allows]

    def is_party(groups: list[Any]) -> Q:
        """Whether the author of the case or somebody who reported it is one of these people."""
        reported = reports.filter(_in_one_of("reporter", groups), case=OuterRef(f"{case}pk"))
        return _in_one_of(f"{case}author", groups) | Q(Exists(reported))

    return rows.filter(~is_party(always)).filter(Q(**{desk: Desk.STAFF}) | ~is_party(waived))


def _in_one_of(name: str, groups: list[Any]) -> Q:
    """Whether it is one person, or one of many."""
    each = (Q(**{f"{name}__in" if isinstance(group, QuerySet) else name: group}) for group in groups)
    return reduce(or_, each, Q(pk__in=[]))


class CaseQuerySet(QuerySet["Case"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_see_case: conflicted cases are not there, so they are not counted either."""
        if rights.user_id is None:
            return self.none()
        return apart(self.filter(in_charge(rights)), rights.user_id)  # type: ignore[return-value]

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def waiting_for(self, rights: "Rights") -> Self:
        """What this person may decide now, the oldest first: not taken by somebody else, not their own proposal,
        not handed over by them."""
        me = rights.user_id
        free = Q(assigned__isnull=True) | Q(assigned=me) | Q(assigned_at__lt=now(ABANDONED))
        given_up = type(self)(self.model).filter(audit__act=Act.HANDED_OVER, audit__actor=me)
        return (
            self.visible_to(rights)
            .open()
            .filter(free | Q(state=CaseState.PROPOSED))
            .exclude(state=CaseState.PROPOSED, assigned=me)
            .exclude(pk__in=given_up.values("pk"))
            .order_by("opened_at", "pk")
        )


class ReportQuerySet(QuerySet["Report"]):
    def visible_to(self, rights: "Rights") -> Self:
        """One's own; moderators read them on the case."""
        return self.filter(reporter=rights.user_id) if rights.user_id else self.none()


class DecisionQuerySet(QuerySet["Decision"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_read_letter: the letters to oneself."""
        if rights.user_id is None:
            return self.none()
        mine = self.filter(rights.inside("case__scope"), case__author=rights.user_id, in_force_at__isnull=False)
        return mine.exclude(letter="")

    def counting(self) -> Self:
        """Decisions that stand; what was overturned is struck from every count."""
        return self.filter(state__in=[DecisionState.IN_FORCE, DecisionState.CHANGED])


class AppealQuerySet(QuerySet["Appeal"]):
    def visible_to(self, rights: "Rights") -> Self:
        """One's own, and those one may decide."""
        if rights.user_id is None:
            return self.none()
        mine = Q(appellant=rights.user_id) & rights.inside("decision__case__scope")
        return self.filter(mine | Q(pk__in=type(self)(self.model).decidable_by(rights).values("pk")))

    def decidable_by(self, rights: "Rights") -> Self:
        """Open appeals of cases that this person never touched: the same answer as policies.can_decide_appeal."""
        if rights.user_id is None:
            return self.none()
        charge = in_charge(rights, path="decision__case__scope__path")
        rows = apart(self.filter(charge), rights.user_id, case="decision__case__")
        rows = rows.filter(state__in=[AppealState.RECEIVED, AppealState.READING])
        rows = rows.filter(Q(decider__isnull=True) | Q(decider=rights.user_id))
        touched = type(self)(self.model).filter(decision__case__audit__actor=rights.user_id)
        return rows.exclude(Q(pk__in=touched.values("pk")) & ~Q(decider=rights.user_id))  # type: ignore[return-value]


class LookQuerySet(QuerySet["Look"]):
    def waiting(self) -> Self:
        """Not answered, and something is still hidden under a decision that stands."""
        return self.filter(outcome="", decision__state=DecisionState.IN_FORCE, decision__case__hidden_at__isnull=False)

    def waiting_for(self, rights: "Rights") -> Self:
        """The same answer as policies.can_answer_look: whoever is in charge and in no conflict; the oldest first."""
        if rights.user_id is None:
            return self.none()
        mine = self.waiting().filter(in_charge(rights, path="decision__case__scope__path"))
        rows = apart(mine, rights.user_id, case="decision__case__")
        return rows.order_by("asked_at", "pk")  # type: ignore[return-value]
