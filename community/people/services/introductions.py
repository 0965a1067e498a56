from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import Scope, User
from accounts.rights import rights_of
from community.people import policies
from community.people.events import IntroductionGiven
from community.people.matching import same
from community.people.models import GivenFact, Introduction
from core.outbox import emit


@transaction.atomic
def introduce(
    *, actor: User, scope: Scope, facts: Mapping[str, Iterable[str]], text: str = "", reach: str = ""
) -> Introduction:
    """Answer the question, or answer it anew: whatever is not said is not compared."""
    policies.can_introduce(rights_of(actor), scope).require()
    introduction, _made = Introduction.objects.update_or_create(
        scope=scope,
        person=actor,
        defaults={
            "text": text,
            "reach": reach,
            "answered_at": timezone.now(),
            "skipped_at": None,
            "withdrawn_at": None,
        },
    )
    introduction.facts.all().delete()
    given = {(fact, same(label)): label for fact, labels in facts.items() for label in labels if label.strip()}
    GivenFact.objects.bulk_create(
        GivenFact(introduction=introduction, scope=scope, fact=fact, value=value[:120], label=label.strip()[:120])
        for (fact, value), label in given.items()
    )
    emit(IntroductionGiven(introduction_id=introduction.pk))
    return introduction


@transaction.atomic
def skip(*, actor: User, scope: Scope) -> None:
    """«Not now»: remembered for this run of the course, and the question is not asked again."""
    policies.can_introduce(rights_of(actor), scope).require()
    introduction, _made = Introduction.objects.get_or_create(scope=scope, person=actor)
    if not introduction.is_open:
        Introduction.objects.filter(pk=introduction.pk).update(skipped_at=timezone.now())


@transaction.atomic
def withdraw(*, actor: User, scope: Scope) -> None:
    """Take oneself out: suggested to nobody from now on. Hellos and connections stay as they are."""
    mine = Introduction.objects.filter(scope=scope, person=actor, answered_at__isnull=False)
    for introduction in mine:
        introduction.facts.all().delete()
    mine.update(withdrawn_at=timezone.now(), text="", reach="")
