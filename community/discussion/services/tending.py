"""What the staff of a course do with threads: endorse answers, close, reopen, pin, keep for next year."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import Act, ThreadKind
from community.discussion.events import AnswerEndorsed, EndorsementWithdrawn, ThreadClosed, ThreadReopened
from community.discussion.models import Endorsement, Post, Tending, Thread
from community.discussion.policies import tending as stewards
from community.discussion.services import ledger
from community.discussion.services.logbook import note
from community.discussion.services.promising import promise
from community.discussion.services.steady import steady
from core.outbox import emit


@steady
def endorse(*, actor: User, post: Post, reason: str) -> Endorsement:
    """Stand behind an answer and say why; endorsing again renews the reason and the date of the check."""
    post, thread = ledger.lock_post(post)
    policies.can_endorse(rights_of(actor), post).require()
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("Please say why: the reason is what people learn from."))
    endorsement, _made = Endorsement.objects.update_or_create(
        post=post, withdrawn_at=None, defaults={"by": actor, "reason": reason, "checked_at": timezone.now()}
    )
    _changed(post, thread)
    emit(AnswerEndorsed(thread_id=thread.pk, post_id=post.pk, author_id=post.author_id, by_id=actor.pk))
    return endorsement


@steady
def check_again(*, actor: User, post: Post) -> None:
    """It is still right: the reason and whose it is stay, the day of the check is today."""
    post, thread = ledger.lock_post(post)
    policies.can_endorse(rights_of(actor), post).require()
    if Endorsement.objects.filter(post=post, withdrawn_at=None).update(checked_at=timezone.now()):
        _changed(post, thread)


@steady
def withdraw_endorsement(*, actor: User, post: Post) -> None:
    post, thread = ledger.lock_post(post)
    stewards.can_tend(rights_of(actor), thread).require()
    if Endorsement.objects.filter(post=post, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        _changed(post, thread)
        emit(EndorsementWithdrawn(thread_id=thread.pk, post_id=post.pk))


def _changed(post: Post, thread: Thread) -> None:
    Post.objects.filter(pk=post.pk).update(revision=thread.space.revision)
    ledger.settle(thread)
    ledger.save(thread)


def close_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.CLOSE, reason=reason)


def reopen_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.REOPEN, reason=reason)


def pin_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.PIN, reason=reason)


def unpin_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.UNPIN, reason=reason)


def keep_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    """Worth showing to those who take the course next year; nothing is carried over without its authors' consent."""
    return _tend(actor=actor, thread=thread, act=Act.KEEP, reason=reason)


def leave_thread(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.LEAVE, reason=reason)


def mark_answered(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    """It needs no other answer, whoever gave the last one (perhaps in class)."""
    return _tend(actor=actor, thread=thread, act=Act.ANSWERED, reason=reason)


def mark_waiting(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    return _tend(actor=actor, thread=thread, act=Act.WAITING, reason=reason)


def share_answer(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    """Everybody who may write here may write at one answer to this question."""
    return _tend(actor=actor, thread=thread, act=Act.SHARE, reason=reason)


def leave_shared_answer(*, actor: User, thread: Thread, reason: str = "") -> Tending | None:
    """It is left to the staff from now on; what it says stays."""
    return _tend(actor=actor, thread=thread, act=Act.UNSHARE, reason=reason)


def convert_thread(*, actor: User, thread: Thread, kind: str, reason: str = "") -> Tending | None:
    """A claim that is really a question, and the like. A new question waits for its answer from now on."""
    return _tend(actor=actor, thread=thread, act=Act.CONVERT, reason=reason, kind=kind)


@steady
def _tend(*, actor: User, thread: Thread, act: Act, reason: str, kind: str = "") -> Tending | None:
    """One act on a locked thread, written down; nothing when it is so already."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    stewards.can_do(rights_of(actor), thread, act, kind=kind).require()
    wanted = _wanted(actor, thread, act, kind)
    before = {name: getattr(thread, name) for name in wanted}
    if all(bool(before[name]) == bool(value) for name, value in wanted.items()) and not kind:
        return None
    if kind and kind == thread.kind:
        return None
    set_fields(thread, wanted)
    _say(act, thread)
    if thread.course_id is None:
        return None
    return note(by=actor, act=act, thread=thread, reason=reason, before=_plain(before))


def _wanted(actor: User, thread: Thread, act: Act, kind: str) -> dict[str, Any]:
    now = timezone.now()
    if act == Act.CONVERT:
        asks = kind == ThreadKind.QUESTION
        return {"kind": kind, "answer_due_at": promise(thread.course, now) if asks else None}
    wanted: dict[str, dict[str, Any]] = {
        Act.CLOSE: {"closed_at": now, "closed_by_id": actor.pk},
        Act.REOPEN: {"closed_at": None, "closed_by_id": None},
        Act.PIN: {"pinned_at": now},
        Act.UNPIN: {"pinned_at": None},
        Act.KEEP: {"kept_at": now},
        Act.LEAVE: {"kept_at": None},
        Act.ANSWERED: {"settled_at": now},
        Act.WAITING: {"settled_at": None},
        Act.SHARE: {"shared_at": now},
        Act.UNSHARE: {"shared_at": None},
    }
    return wanted[act]


def set_fields(thread: Thread, fields: dict[str, Any]) -> None:
    """Give a locked thread these values and count it anew."""
    for name, value in fields.items():
        setattr(thread, name, value)
    ledger.settle(thread)
    ledger.save(thread)


def remembered(before: dict[str, Any]) -> dict[str, Any]:
    """The values that an act found, from the log."""
    return {name: _moment(value) if name.endswith("_at") else value for name, value in before.items()}


def _plain(before: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()}


def _moment(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None


def _say(act: Act, thread: Thread) -> None:
    if act == Act.CLOSE:
        emit(ThreadClosed(thread_id=thread.pk))
    elif act == Act.REOPEN:
        emit(ThreadReopened(thread_id=thread.pk))
