"""Words that staff write again and again, kept for one person or for the team of a course."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion.models import Draft, SavedReply, Thread
from community.discussion.policies import tending as stewards
from community.discussion.services.drafts import Kept, Words, keep_draft
from core.text import check_bounds
from courses.models import Course

MOST = 100


def replies_for(user: User, course: Course) -> QuerySet[SavedReply]:
    """Their own, and those of the course's team."""
    return SavedReply.objects.filter(Q(owner=user) | Q(course=course)).order_by("title", "pk")


@transaction.atomic
def save_reply(*, actor: User, course: Course, title: str, source: str, shared: bool = False) -> SavedReply:
    """Keep it for oneself, or (`shared`) for everybody who looks after the course."""
    stewards.can_see_log(rights_of(actor), course.scope).require()
    check_bounds(source)
    if replies_for(actor, course).count() >= MOST:
        raise ValidationError(_("You have %(most)s saved replies. Forget one of them first.") % {"most": MOST})
    keeper = {"course": course} if shared else {"owner": actor}
    return SavedReply.objects.create(title=title.strip()[:80], source=source, **keeper)


@transaction.atomic
def change_reply(*, actor: User, course: Course, pk: int, title: str, source: str) -> None:
    stewards.can_see_log(rights_of(actor), course.scope).require()
    check_bounds(source)
    mine = replies_for(actor, course).filter(pk=pk)
    mine.update(title=title.strip()[:80], source=source, changed_at=timezone.now())


@transaction.atomic
def forget_reply(*, actor: User, course: Course, pk: int) -> None:
    stewards.can_see_log(rights_of(actor), course.scope).require()
    replies_for(actor, course).filter(pk=pk).delete()


@transaction.atomic
def insert_reply(*, actor: User, thread: Thread, pk: int, words: Words | None) -> Kept:
    """Put a saved reply behind what stands in the composer (or in the draft): one finds it there on every device."""
    stewards.can_tend(rights_of(actor), thread).require()
    assert thread.course is not None
    phrase = replies_for(actor, thread.course).filter(pk=pk).first()
    draft = Draft.objects.filter(user=actor, thread=thread, use="").first()
    begun = words.source if words is not None else draft.source if draft is not None else ""
    to = words.reply_to if words is not None else draft.reply_to if draft is not None else None
    source = "\n\n".join(text for text in (begun.strip(), phrase.source if phrase else "") if text)
    return keep_draft(
        actor=actor, place=thread, words=Words(source=source, reply_to=to), version=draft.version if draft else 0
    )
