"""A question to the staff alone; and showing it to the others once its author has said yes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Audience, AudienceMember, Membership, User
from accounts.rights import rights_of
from accounts.services import audience_of_roles
from accounts.services.audiences import recount
from community.discussion import policies
from community.discussion.choices import STAFF_ONLY, Consent, Privacy, ThreadKind
from community.discussion.events import AiringAnswered, AiringAsked, ThreadStarted
from community.discussion.models import Airing, Persona, Post, PostRevision, Space, Thread
from community.discussion.services import ledger
from community.discussion.services.names import persona_of
from community.discussion.services.posting import start_thread
from community.discussion.services.search import KIND
from community.discussion.services.steady import steady
from community.discussion.services.terms import Terms
from core.models import SearchDocument
from core.outbox import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class ToStaff(Terms):
    """The terms of a private question: it has its own readers before its first word is written."""

    use: ClassVar[str] = STAFF_ONLY
    author: User

    def lay_on(self, thread: Thread) -> None:
        thread.privacy, thread.audience = Privacy.STAFF, staff_and(self.author, thread.space)


def staff_and(author: User, space: Space) -> Audience:
    """The staff of the course (of the group: its assistants, and the educators) and, while they are here, the author."""
    assert space.course is not None
    where, course = space.scope, space.course.scope
    staff = [(course, Role.EDUCATOR), (where, Role.ASSISTANT)]
    audience = audience_of_roles(scope=where, readers=staff, key=f"staff-and-{author.pk}")
    _row, is_new = AudienceMember.objects.get_or_create(audience=audience, user=author, defaults={"while_in": where})
    if is_new:
        recount(Audience.objects.filter(pk=audience.pk))
    return audience


def staff_readers(space: Space) -> Audience:
    """How many staff would read a private question here, counted but not written down."""
    assert space.course is not None
    where = Q(scope=space.course.scope, role=Role.EDUCATOR) | Q(scope=space.scope, role=Role.ASSISTANT)
    return Audience(scope=space.scope, staff=Membership.objects.live().filter(where).values("user").distinct().count())


@transaction.atomic
def ask_staff(*, actor: User, space: Space, source: str, title: str = "", token: str = "", **how: Any) -> Post:
    """A question that nobody else sees, or sees a trace of; `how` is the rest of `start_thread`."""
    policies.can_ask_staff(rights_of(actor), space).require()
    how |= {"terms": ToStaff(author=actor), "kind": ThreadKind.QUESTION}
    return start_thread(actor=actor, space=space, source=source, title=title, token=token, **how)


@steady
def ask_to_show(*, actor: User, thread: Thread) -> None:
    """Staff ask the author; while the question is open, and after a no, asking again changes nothing."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_ask_to_show(rights_of(actor), thread).require()
    thread.privacy = Privacy.ASKED
    ledger.save(thread)
    airing = Airing.objects.create(thread=thread, asked_by=actor)
    emit(AiringAsked(thread_id=thread.pk, airing_id=airing.pk, author_id=thread.author_id, by_id=actor.pk))


@steady
def answer_showing(*, actor: User, thread: Thread, answer: Consent) -> None:
    """What its author says: it stays as it is, or everybody in the space reads it from now on, as it stands."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_answer_showing(rights_of(actor), thread, answer).require()
    airing = Airing.objects.select_related("asked_by").get(thread=thread, answer="")
    airing.answer, airing.answered_at = answer, timezone.now()
    airing.save(update_fields=["answer", "answered_at"])
    if answer == Consent.NO:
        thread.privacy = Privacy.DECLINED
        ledger.save(thread)
    else:
        _show(thread, actor, hidden=answer == Consent.HIDDEN)
    emit(AiringAnswered(thread_id=thread.pk, airing_id=airing.pk, by_id=airing.asked_by_id))


def _show(thread: Thread, author: User, *, hidden: bool) -> None:
    """Other readers, the same place; what it said before edits was never meant for them, so it goes."""
    posts = Post.objects.filter(thread=thread)
    if hidden:
        _take_the_name_off(thread, author)
    PostRevision.objects.filter(post__in=posts).delete()
    SearchDocument.objects.filter(kind=KIND, object_id__in=posts.values("pk")).update(
        audience_id=thread.space.audience_id
    )
    posts.update(audience=thread.space.audience_id, edited_at=None, revision=thread.space.revision)
    thread.privacy, thread.audience = Privacy.OPEN, thread.space.audience
    thread.space.post_count += thread.post_count
    thread.space.thread_count += 1 if thread.post_count else 0
    ledger.settle(thread)
    ledger.save(thread)
    opening = posts.select_related("persona").order_by("seq").first()
    if opening is not None:
        ids = {"thread_id": thread.pk, "post_id": opening.pk, "author_id": author.pk}
        emit(ThreadStarted(**ids, masked=opening.persona.anonymous))


def _take_the_name_off(thread: Thread, author: User) -> None:
    persona = persona_of(thread, author, anonymous=True)
    Post.objects.filter(thread=thread, author=author).update(persona=persona)
    thread.persona = persona
    Persona.objects.filter(thread=thread, user=author, anonymous=False).exclude(posts__isnull=False).delete()
