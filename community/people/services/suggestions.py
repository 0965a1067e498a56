"""Whom to suggest to whom: at most three people a week, each with a reason that both gave."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Scope, User
from accounts.rights import Rights, rights_of
from community.people import policies
from community.people.choices import SUGGESTIONS_A_WEEK, Fact
from community.people.matching import Candidate, Reason, choose
from community.people.models import Connection, GivenFact, Hello, Introduction, Suggestion
from community.people.querysets import IntroductionQuerySet
from core.hours import zone_of
from courses.models import Course

LOOKED_AT = 60
"""How many people with something in common are compared for one person: the most in common first."""

Facts = dict[str, dict[str, str]]


def monday_of(scope: Scope) -> date:
    """The week it is, where the course is."""
    today = timezone.localdate(timezone=zone_of(scope.time_zone))
    return today - timedelta(days=today.weekday())


@transaction.atomic
def suggest_for(introduction: Introduction) -> int:
    """Fill this person's week, and the weeks of those found where there is room; how many were found."""
    introduction = (
        Introduction.objects.select_for_update(no_key=True).select_related("scope", "person").get(pk=introduction.pk)
    )
    rights, week = rights_of(introduction.person), monday_of(introduction.scope)
    room = _room([introduction], week)[introduction.pk]
    if not room or not introduction.is_open or not policies.can_introduce(rights, introduction.scope):
        return 0
    found = _find(introduction, rights, week, len(room))
    others = {other.pk: other for other in Introduction.objects.filter(pk__in=[key for key, _why in found])}
    rows = [_row(introduction, others[key], week, place, why) for place, (key, why) in zip(room, found, strict=False)]
    theirs = _room(others.values(), week)
    told = set(Suggestion.objects.filter(about=introduction, week=week).values_list("to", flat=True))
    for key, why in found:
        if theirs[key] and others[key].person_id not in told:
            rows.append(_row(others[key], introduction, week, theirs[key][0], why))
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


def _row(to: Introduction, about: Introduction, week: date, place: int, why: Iterable[Reason]) -> Suggestion:
    reasons = [{"fact": reason.fact, "labels": list(reason.labels)} for reason in why]
    return Suggestion(scope_id=to.scope_id, to_id=to.person_id, about=about, week=week, place=place, reasons=reasons)


def _room(introductions: Iterable[Introduction], week: date) -> dict[int, list[int]]:
    """The places that are still free this week, by introduction. What was set aside keeps its place."""
    free = {each.pk: list(range(SUGGESTIONS_A_WEEK)) for each in introductions}
    by_person = {each.person_id: each.pk for each in introductions}
    scopes = {each.scope_id for each in introductions}
    taken = Suggestion.objects.filter(scope__in=scopes, to__in=by_person, week=week).values_list("to", "place")
    for person, place in taken:
        if place in free[by_person[person]]:
            free[by_person[person]].remove(place)
    return free


def _find(introduction: Introduction, rights: Rights, week: date, places: int) -> list[tuple[int, Sequence[Reason]]]:
    """Those never suggested before come first; in a small class, those of earlier weeks again."""
    mine = _facts([introduction.pk]).get(introduction.pk, {})
    everyday = _everyday_language(introduction.scope)
    mine.get(Fact.LANGUAGE, {}).pop(everyday, None)
    pool = _pool(introduction, rights)
    earlier = Suggestion.objects.filter(to=introduction.person_id, about=OuterRef("pk"))
    seed = f"{introduction.scope_id}:{introduction.person_id}:{week}"
    found = choose(mine, _candidates(pool.exclude(Exists(earlier)), mine, week), seed=seed, places=places)
    if len(found) < places:
        again = pool.filter(Exists(earlier)).exclude(Exists(earlier.filter(week=week)))
        found += choose(mine, _candidates(again, mine, week), seed=seed, places=places - len(found))
    return found


def _pool(introduction: Introduction, rights: Rights) -> IntroductionQuerySet:
    """Whom this person may be introduced to and has neither greeted, been greeted by, nor met; and whom they don't grade."""
    me = introduction.person_id
    greeted = Hello.objects.filter(
        Q(sender=me, receiver=OuterRef("person")) | Q(receiver=me, sender=OuterRef("person")), scope=introduction.scope
    )
    met = Connection.objects.live().filter(
        Q(low=me, high=OuterRef("person")) | Q(high=me, low=OuterRef("person")), scope=introduction.scope
    )
    pool = Introduction.objects.meetable(rights, introduction.scope_id).exclude(Exists(greeted)).exclude(Exists(met))
    return pool.not_graded_by(rights)


def _candidates(pool: IntroductionQuerySet, mine: Facts, week: date) -> list[Candidate]:
    """Those with the most in common, by an indexed look at what both said."""
    shared = Q()
    for fact, words in mine.items():
        if words:
            shared |= Q(fact=fact, value__in=list(words))
    if not shared:
        return []
    facts = GivenFact.objects.filter(shared, introduction__in=pool)
    close = facts.values("introduction").annotate(n=Count("fact", distinct=True)).order_by("-n", "introduction")
    keys = [row["introduction"] for row in close[:LOOKED_AT]]
    often = Suggestion.objects.filter(about__in=keys, week=week).values("about").annotate(n=Count("pk"))
    already = {row["about"]: row["n"] for row in often}
    return [Candidate(key=key, facts=given, already=already.get(key, 0)) for key, given in _facts(keys).items()]


def _facts(keys: Iterable[int]) -> dict[int, Facts]:
    found: dict[int, Facts] = {}
    rows = GivenFact.objects.filter(introduction__in=list(keys)).order_by("pk")
    for key, fact, value, label in rows.values_list("introduction", "fact", "value", "label"):
        found.setdefault(key, {}).setdefault(fact, {})[value] = label
    return found


def _everyday_language(scope: Scope) -> str:
    """The language of the course is no reason: everybody here speaks it."""
    language = Course.objects.filter(scope=scope).values_list("language", flat=True).first()
    return (language or "en")[:2]


@transaction.atomic
def suggest_due(limit: int = 200) -> int:
    """Fill the week of people who were not looked at yet in it; how many people were looked at."""
    looked = 0
    for scope in Scope.objects.filter(introductions__isnull=False, course__archived_at__isnull=True).distinct():
        week = monday_of(scope)
        waiting = Introduction.objects.open().filter(scope=scope).exclude(looked_at=week).order_by("pk")
        for introduction in waiting[: limit - looked]:
            suggest_for(introduction)
            Introduction.objects.filter(pk=introduction.pk).update(looked_at=week)
            looked += 1
        if looked >= limit:
            break
    return looked


@transaction.atomic
def set_aside(*, actor: User, suggestion: Suggestion) -> None:
    """«Not for me»: nobody learns of it; its place in the week stays taken."""
    policies.can_see_suggestion(rights_of(actor), suggestion).require()
    Suggestion.objects.filter(pk=suggestion.pk).update(set_aside_at=timezone.now())


@transaction.atomic
def bring_back(*, actor: User, suggestion: Suggestion) -> None:
    Suggestion.objects.filter(pk=suggestion.pk, to=actor).update(set_aside_at=None)
