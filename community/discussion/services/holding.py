"""What waits until a member of staff has looked at it: whether, for whom, and until when."""

from datetime import datetime

from django.db.models import Case, Max, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import Membership, User
from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import WAITING_FROM, Approving, Looked, State, ThreadKind, WhyHeld
from community.discussion.events import ApprovalAsked
from community.discussion.models import Approval, FirstLook, Post, Space, Thread
from community.discussion.policies import tending as stewards
from community.discussion.services import ledger
from community.discussion.services.promising import working_days_on
from core.outbox import emit
from core.policy import no
from courses.models import Placement


def why_held(rights: Rights, thread: Thread, *, at: datetime | None, looked_at: bool | None = None) -> str:
    """Why what this person is about to post in a thread is looked at first; "" where it is not.

    Neither what was written earlier, elsewhere, nor what only some of the readers of the place see. `looked_at` says that
    the posts of this person are looked at first, where that is known.
    """
    space, course = thread.space, thread.space.course
    if at is not None or course is None or thread.kind == ThreadKind.CONVERSATION or not ledger.counts_here(thread):
        return ""
    if policies.speaks_for_staff(rights, space.scope):
        return ""
    if looked_at is None:
        looked_at = FirstLook.objects.live(course.today).filter(course=course, person=rights.user_id).exists()
    if looked_at:
        return WhyHeld.PERSON
    approval = policies.customs_of(space).approval
    if approval == Approving.NONE or not policies.is_looked_after(rights, space):
        return ""
    if approval == Approving.EVERY:
        return WhyHeld.EVERY
    known = Post.objects.filter(author=rights.user_id, thread__course=course, state=State.POSTED)
    return "" if known.exists() else WhyHeld.FIRST


def reviewer_of(space: Space) -> User | None:
    """Whom the block names, while they are staff here; otherwise who has taught the course longest."""
    assert space.course is not None
    staff = Membership.objects.live().filter(scope__in=[space.scope_id, space.course.scope_id], role__in=STAFF)
    named = Case(When(user=policies.customs_of(space).reviewer, then=Value(0)), default=Value(1))
    teaches = Case(When(role=Role.EDUCATOR, then=Value(0)), default=Value(1))
    first = staff.select_related("user").order_by(named, teaches, "pk").first()
    return first.user if first is not None else None


def keep_reviewer(old: Placement, new: Placement) -> None:
    """In the copy of a block: whom it named, where they are staff of that course, too."""
    named, here = policies.Customs.of(old.config).reviewer, new.unit.course.scope_id
    if named and Membership.objects.live().filter(scope=here, role__in=STAFF, user=named).exists():
        new.config = new.config | {"reviewer": old.config["reviewer"]}
        new.save(update_fields=["config"])


def hold(post: Post, thread: Thread, reason: str) -> Approval:
    """A post that has just been written waits; its reviewer hears of it."""
    assert thread.course is not None
    approval = Approval.objects.create(
        post=post,
        course=thread.course,
        reason=reason,
        reviewer=reviewer_of(thread.space),
        sent_at=post.created_at,
        due_at=_due(thread.space),
    )
    _ask(approval, thread)
    return approval


def hold_again(post: Post, thread: Thread) -> None:
    """Part of an edit: what was returned is sent once more, and waits anew."""
    approval = Approval.objects.filter(post=post, state=Looked.RETURNED).first()
    if approval is None or post.state != State.HELD:
        return
    approval.state, approval.due_at, approval.reviewer = Looked.WAITING, _due(thread.space), reviewer_of(thread.space)
    approval.save(update_fields=["state", "due_at", "reviewer"])
    _ask(approval, thread)


def _due(space: Space) -> datetime:
    return working_days_on(timezone.now(), policies.customs_of(space).days)


def _ask(approval: Approval, thread: Thread) -> None:
    ids = {"approval_id": approval.pk, "post_id": approval.post_id, "thread_id": thread.pk}
    emit(ApprovalAsked(**ids, author_id=approval.post.author_id, reviewer_id=approval.reviewer_id or 0))


def refuse_where_held(rights: Rights, thread: Thread) -> None:
    """An answer that several write has no version that waits: it is left to those who post at once."""
    if why_held(rights, thread, at=None):
        no(_("Staff look at your posts first, so please write an answer of your own.")).require()


def next_waiting(thread: Thread) -> int:
    """A number apart from those of the posts that are there."""
    last = Post.objects.filter(thread=thread, seq__gte=WAITING_FROM).aggregate(last=Max("seq"))["last"]
    return int(last) + 1 if last else WAITING_FROM


def let_go(post: Post) -> None:
    """Part of taking a post back: nobody needs to look at it any more."""
    Approval.objects.filter(~Q(state=Looked.APPROVED), post=post).delete()


def is_undecided(post: Post) -> bool:
    return Approval.objects.filter(~Q(state=Looked.APPROVED), post=post).exists()


def refuse_while_held(*threads: Thread) -> None:
    """Posts are not carried elsewhere while one of them waits: it would come back into another thread."""
    if Post.objects.filter(thread__in=threads, state=State.HELD).exists():
        stewards.refuse_while_waiting().require()
