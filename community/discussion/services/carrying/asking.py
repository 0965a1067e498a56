"""Every author of a thread is asked, by themselves."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from community.discussion.choices import State
from community.discussion.events import CarryAsked
from community.discussion.models import CarryConsent, Carrying, Endorsement, Post, PostRevision, Thread
from community.discussion.policies import carrying as policies
from core.outbox import emit
from courses.models import Course


@transaction.atomic
def ask_to_carry(*, actor: User, thread: Thread, course: Course) -> Carrying:
    """Whoever wrote in it, or endorsed an answer there, and is still somebody here. Asking again asks those who are new."""
    thread = Thread.objects.select_related("course", "scope", "space").get(pk=thread.pk)
    policies.can_carry(rights_of(actor), thread, course).require()
    carrying, made = Carrying.objects.get_or_create(thread=thread, course=course, defaults={"asked_by": actor})
    if carrying.ended_at is not None:
        carrying.ended_at, carrying.asked_by = None, actor
        carrying.save(update_fields=["ended_at", "asked_by"])
    if made or carrying.carried_at is None:
        fresh = _ask(carrying)
        if fresh:
            emit(CarryAsked(thread_id=thread.pk, carrying_id=carrying.pk, user_ids=fresh, by_id=actor.pk))
    return carrying


def _ask(carrying: Carrying) -> list[int]:
    posts = Post.objects.filter(thread=carrying.thread_id, state=State.POSTED)
    named = set(posts.filter(persona__anonymous=False).values_list("author", flat=True))
    endorsed = Endorsement.objects.filter(post__in=posts, withdrawn_at=None)
    named |= set(endorsed.values_list("by", flat=True))
    before = PostRevision.objects.filter(post__in=posts.filter(version__gt=0), author__isnull=False)
    named |= set(before.filter(persona__anonymous=False).values_list("author", flat=True))
    people = named | {*posts.values_list("author", flat=True), *before.values_list("author", flat=True)}
    known = set(CarryConsent.objects.filter(carrying=carrying).values_list("user", flat=True))
    here = User.objects.filter(pk__in=people - known, is_active=True).order_by("pk").values_list("pk", flat=True)
    fresh = list(here)
    CarryConsent.objects.bulk_create(CarryConsent(carrying=carrying, user_id=pk, may_name=pk in named) for pk in fresh)
    return fresh


@transaction.atomic
def stop_carrying(*, actor: User, carrying: Carrying) -> None:
    """Nobody is asked any more; what was carried over stays, and its authors can still take it back."""
    policies.can_carry(rights_of(actor), carrying.thread, carrying.course).require()
    if carrying.ended_at is None:
        carrying.ended_at = timezone.now()
        carrying.save(update_fields=["ended_at"])
