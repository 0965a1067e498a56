"""What follows from events: what can be found. Hiding and deleting take the document away themselves, at once."""

from accounts.choices import STAFF
from accounts.models import Membership, User
from community.discussion import services
from community.discussion.choices import FollowUp, ThreadKind
from community.discussion.events import (
    Announced,
    PostEdited,
    Replied,
    SharedAnswerSaved,
    ThreadStarted,
    ThreadTended,
)
from community.discussion.models import Post, Thread
from core.events import listen
from notifications.services import expect


def _index(post_id: int) -> None:
    post = Post.objects.select_related("thread").filter(pk=post_id).first()
    if post is not None:
        services.index(post)


@listen(ThreadStarted)
def index_question(event: ThreadStarted) -> None:
    _index(event.post_id)


@listen(ThreadStarted)
def expect_triage(event: ThreadStarted) -> None:
    _expect_staff(event.thread_id)


def _expect_staff(thread_id: int) -> None:
    """Whoever teaches there hears of it in the morning, also somebody who never had a digest."""
    thread = Thread.objects.filter(pk=thread_id, kind=ThreadKind.QUESTION).select_related("course").first()
    if thread is not None and thread.course is not None:
        staff = Membership.objects.live().filter(scope=thread.course.scope_id, role__in=STAFF)
        expect(User.objects.filter(pk__in=staff.values("user")))


@listen(Announced)
def index_announcement(event: Announced) -> None:
    _index(event.post_id)


@listen(Replied)
def index_reply(event: Replied) -> None:
    _index(event.post_id)


@listen(Replied)
def expect_follow_up(event: Replied) -> None:
    """A further question waits for an answer, too."""
    if Post.objects.filter(pk=event.post_id, follow_up=FollowUp.OPEN).exists():
        _expect_staff(event.thread_id)


@listen(SharedAnswerSaved)
def index_shared(event: SharedAnswerSaved) -> None:
    _index(event.post_id)


@listen(PostEdited)
def index_edit(event: PostEdited) -> None:
    _index(event.post_id)


@listen(ThreadTended)
def carry_late_marks(event: ThreadTended) -> None:
    """What somebody read in an open page while its posts were being moved is read where they are now."""
    services.carry_late_marks(event.tending_id)
