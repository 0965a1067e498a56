"""Approving what waits, returning it with an answer, and agreeing to look first at what somebody writes."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import SETTLES, Looked, State, ThreadKind
from community.discussion.events import FirstLookAgreed, FirstLookEnded, PostApproved, PostReturned
from community.discussion.models import Approval, FirstLook, Post, Thread
from community.discussion.services import ledger
from community.discussion.services.following_up import flag
from community.discussion.services.marks import follow_quietly, read
from community.discussion.services.mentions import call_at_last
from community.discussion.services.posting import tell_of_thread
from community.discussion.services.promising import promise
from community.discussion.services.replying import tell_of_reply
from community.discussion.services.steady import steady
from core.outbox import emit
from courses.models import Course


@steady
def approve(*, actor: User, post: Post) -> Post:
    """From now on others read it, as a post of this moment; approving twice is once."""
    post, thread = ledger.lock_post(post)
    approval = _approval_of(post)
    if approval.state == Looked.APPROVED:
        return post
    policies.can_approve(rights_of(actor), approval).require()
    _decide(approval, actor, Looked.APPROVED)
    _publish(post, thread)
    told = [] if post.is_opening else [tell_of_reply(post, thread)]
    if post.is_opening:
        tell_of_thread(post, thread)
    call_at_last(post, thread, told=told)
    emit(PostApproved(**_ids(approval), by_id=actor.pk))
    return post


@steady
def send_back(*, actor: User, post: Post, words: str) -> None:
    """Its author reads why, may change it and send it again. Nobody else ever saw it."""
    post, _thread = ledger.lock_post(post)
    approval = _approval_of(post)
    policies.can_return(rights_of(actor), approval).require()
    _decide(approval, actor, Looked.RETURNED, words)
    emit(PostReturned(**_ids(approval), by_id=actor.pk))


def _approval_of(post: Post) -> Approval:
    approval = Approval.objects.get(post=post)
    approval.post = post
    return approval


def _decide(approval: Approval, actor: User, state: Looked, words: str = "") -> None:
    approval.state, approval.decided_by, approval.decided_at = state, actor, timezone.now()
    approval.words = words.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "words"])


def _ids(approval: Approval) -> dict[str, int]:
    post = approval.post
    ids = {"post_id": post.pk, "thread_id": post.thread_id, "author_id": post.author_id}
    return {"approval_id": approval.pk, **ids}


def _publish(post: Post, thread: Thread) -> None:
    """It takes the next number, and is new to everybody but its author from this moment."""
    now = timezone.now()
    post.state, post.created_at, post.due_at = State.POSTED, now, now + SETTLES
    post.first_revision = thread.space.revision
    if post.is_opening:
        thread.state, thread.created_at = State.POSTED, now
        thread.answer_due_at = promise(thread.course, now) if thread.kind == ThreadKind.QUESTION else None
    else:
        thread.last_seq += 1
        post.seq = thread.last_seq
        post.root_seq = post.root.root_seq if post.root else post.seq
        if post.follow_up:
            flag(post, thread)
    ledger.touch(post, thread, "state", "created_at", "due_at", "first_revision", "seq", "root_seq")
    ledger.reappear(post, thread)
    ledger.save(thread)
    read(user_id=post.author_id, thread_id=thread.pk, seqs=[post.seq])
    follow_quietly(user_id=post.author_id, thread_id=thread.pk)


@transaction.atomic
def look_first(*, actor: User, course: Course, person: User, reason: str, until: date) -> FirstLook:
    """What was agreed before for the same person ends with it."""
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    policies.can_look_first_at(rights_of(actor), course, person, until).require()
    before = FirstLook.objects.filter(course=course, person=person, ended_at__isnull=True)
    before.update(ended_at=timezone.now(), ended_by=actor)
    look = FirstLook.objects.create(course=course, person=person, reason=reason.strip(), until=until, set_by=actor)
    emit(FirstLookAgreed(look_id=look.pk, course_id=course.pk, person_id=person.pk, by_id=actor.pk))
    return look


@transaction.atomic
def end_first_look(*, actor: User, look: FirstLook) -> None:
    """From now on they post as everybody does; what waits still waits."""
    look = FirstLook.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=look.pk)
    policies.can_end_first_look(rights_of(actor), look).require()
    look.ended_at, look.ended_by = timezone.now(), actor
    look.save(update_fields=["ended_at", "ended_by"])
    ids = {"look_id": look.pk, "course_id": look.course_id, "person_id": look.person_id}
    emit(FirstLookEnded(**ids, by_id=actor.pk))
