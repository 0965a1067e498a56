from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Role
from accounts.models import Membership, PersonBlock
from community.people.choices import HelloState
from core.kept import now

if TYPE_CHECKING:
    from accounts.rights import Rights
    from community.people.models import Connection, Hello, Introduction, Suggestion


def blocks_between(one: Any, other: Any) -> QuerySet[PersonBlock]:
    """Whether one of the two wants nothing from the other, whoever said so."""
    return PersonBlock.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


def learns(person: Any, scope: Any) -> QuerySet[Membership]:
    return Membership.objects.live().filter(user=person, scope=scope, role=Role.LEARNER)


def graders_over(rights: "Rights") -> QuerySet[Membership]:
    """Who grades this person somewhere: in a scope where they learn, or above it."""
    return Membership.objects.live().filter(grades=True, scope__in=rights.above(Role.LEARNER))


class IntroductionQuerySet(QuerySet["Introduction"]):
    def visible_to(self, rights: "Rights") -> Self:
        """One's own. Others see a part of it only where the two were suggested to each other, greeted or connected."""
        return self.filter(person=rights.user_id)

    def open(self) -> Self:
        """Given, and not taken back."""
        return self.filter(answered_at__isnull=False, withdrawn_at__isnull=True)

    def meetable(self, rights: "Rights", scope_id: int) -> Self:
        """Whom this student may be introduced to: students here who answered, graders and blocks apart."""
        return (
            self.open()
            .filter(Exists(learns(OuterRef("person"), OuterRef("scope"))), scope=scope_id)
            .exclude(person=rights.user_id)
            .exclude(person__in=graders_over(rights).values("user"))
            .exclude(Exists(blocks_between(OuterRef("person"), rights.user_id)))
        )

    def not_graded_by(self, rights: "Rights") -> Self:
        """Without the students whom this person grades anywhere, should they be both."""
        graded = Q()
        for path in rights.grading_paths:
            graded |= Q(scope__path__startswith=path)
        if not graded:
            return self
        learning = Membership.objects.live().filter(graded, user=OuterRef("person"), role=Role.LEARNER)
        return self.exclude(Exists(learning))


class SuggestionQuerySet(QuerySet["Suggestion"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_see_suggestion: whoever it was made to."""
        return self.filter(to=rights.user_id, set_aside_at__isnull=True)

    def of_week(self, monday: date) -> Self:
        return self.filter(week=monday)

    def still_good(self) -> Self:
        """The other still wants to be met, still learns here, and nobody blocked anybody since."""
        return (
            self.filter(about__answered_at__isnull=False, about__withdrawn_at__isnull=True)
            .filter(Exists(learns(OuterRef("about__person"), OuterRef("scope"))))
            .exclude(Exists(blocks_between(OuterRef("about__person"), OuterRef("to"))))
        )


class HelloQuerySet(QuerySet["Hello"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_read_hello: who said it, and who was greeted."""
        mine = Q(sender=rights.user_id) | Q(receiver=rights.user_id, hidden_at__isnull=True)
        return self.filter(mine, rights.inside("scope"))

    def waiting(self) -> Self:
        """Not answered, and not silent for too long: «due» is compared here."""
        return self.filter(state=HelloState.SENT, due_at__gt=now())

    def waiting_for(self, person_id: int | None) -> Self:
        """What somebody may answer; hellos across a block are not there."""
        apart = blocks_between(OuterRef("sender"), OuterRef("receiver"))
        return self.waiting().filter(receiver=person_id, hidden_at__isnull=True).exclude(Exists(apart))


class ConnectionQuerySet(QuerySet["Connection"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_see_connection: the two, and nobody else whatever their role."""
        return self.filter(Q(low=rights.user_id) | Q(high=rights.user_id), rights.inside("scope"))

    def live(self) -> Self:
        """Not ended by either, and nobody blocked anybody."""
        return self.filter(ended_at__isnull=True).exclude(Exists(blocks_between(OuterRef("low"), OuterRef("high"))))

    def between(self, one: int, other: int) -> Self:
        return self.filter(low=min(one, other), high=max(one, other))
