"""Asking people to choose, choosing, and choosing anew until it closes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import ResultsAfter, ThreadKind
from community.discussion.models import Poll, PollChoice, Post, Space, Vote
from community.discussion.services.anchoring import Spot
from community.discussion.services.posting import start_thread

FEWEST, MOST = 2, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What is asked: two to eight different choices, one or several of them, until the end of a day."""

    choices: Sequence[str]
    several: bool = False
    closes_on: date | None = None
    results: str = ResultsAfter.VOTING
    named: bool = False


@transaction.atomic
def start_poll(
    *,
    actor: User,
    space: Space,
    title: str,
    ballot: Ballot,
    source: str = "",
    token: str = "",
    spot: Spot | None = None,
) -> Post:
    """A thread with a poll in it; without words of its own its title says what is asked."""
    choices = [" ".join(choice.split()) for choice in ballot.choices]
    if not FEWEST <= len(choices) <= MOST or len({choice.casefold() for choice in choices}) < len(choices):
        raise ValidationError(_("A poll has two to eight different choices."))
    words: dict[str, Any] = {"source": source.strip() or title, "title": title, "token": token}
    post = start_thread(actor=actor, space=space, kind=ThreadKind.POLL, spot=spot, **words)
    poll, made = Poll.objects.get_or_create(
        thread=post.thread,
        defaults={
            "several": ballot.several,
            "closes_at": policies.end_of(ballot.closes_on, post.thread.scope) if ballot.closes_on else None,
            "results": ballot.results,
            "named": ballot.named,
        },
    )
    if made:
        PollChoice.objects.bulk_create(PollChoice(poll=poll, position=n, text=text) for n, text in enumerate(choices))
    return post


@transaction.atomic
def vote(*, actor: User, poll: Poll, choices: Collection[int]) -> None:
    """These choices from now on, instead of those before."""
    poll = (
        Poll.objects.select_for_update(of=("self",), no_key=True)
        .select_related("thread__space__course")
        .get(pk=poll.pk)
    )
    policies.can_vote(rights_of(actor), poll).require()
    known = set(poll.choices.filter(pk__in=choices).values_list("pk", flat=True))
    if not known or known != set(choices) or (len(known) > 1 and not poll.several):
        raise ValidationError(_("Choose one of these.") if not poll.several else _("Choose at least one of these."))
    _forget(poll, actor)
    Vote.objects.bulk_create(Vote(choice_id=pk, user=actor, at=timezone.now()) for pk in sorted(known))
    _count(poll)


@transaction.atomic
def forget_votes(user: User) -> None:
    """Part of erasing a person: what they chose no longer counts."""
    mine = Vote.objects.filter(user=user).values("choice__poll")
    for poll in (
        Poll.objects.select_for_update(no_key=True)
        .filter(pk__in=list(mine.values_list("choice__poll", flat=True)))
        .order_by("pk")
    ):
        _forget(poll, user)
        _count(poll)


def _forget(poll: Poll, user: User) -> None:
    Vote.objects.filter(choice__poll=poll, user=user).delete()


def _count(poll: Poll) -> None:
    """From the votes, under the lock of the poll."""
    ticks = Vote.objects.filter(choice=OuterRef("pk")).order_by().values("choice").annotate(n=Count("pk")).values("n")
    poll.choices.update(votes=Coalesce(Subquery(ticks), 0))
    poll.voters = Vote.objects.filter(choice__poll=poll).aggregate(n=Count("user", distinct=True))["n"]
    poll.save(update_fields=["voters"])
