"""What happened in a discussion. `author_id` is for services and staff: no page for peers reads it."""

from core.events import Event


class ThreadStarted(Event):
    """`masked`: its author wrote without their name, and nothing that follows from it may depend on who that is."""

    thread_id: int
    post_id: int
    author_id: int
    masked: bool = False


class Announced(Event):
    thread_id: int
    post_id: int
    author_id: int
    course_id: int
    urgent: bool = False


class Replied(Event):
    """`to_author_id` wrote the post that is answered, `asker_id` the opening one."""

    thread_id: int
    post_id: int
    author_id: int
    to_author_id: int
    asker_id: int
    to_opening: bool = False
    masked: bool = False


class Mentioned(Event):
    """People who are named by @ in a post and have not been told of it yet."""

    thread_id: int
    post_id: int
    author_id: int
    user_ids: list[int]
    masked: bool = False


class PostEdited(Event):
    thread_id: int
    post_id: int


class PostWarned(Event):
    """Staff or a moderator (`by_id`) ask readers first."""

    thread_id: int
    post_id: int
    author_id: int
    by_id: int


class FileRefused(Event):
    """The scanner found something in a file of the author."""

    thread_id: int
    post_id: int
    author_id: int
    file: str


class PostTakenBack(Event):
    """Undone or deleted by its author."""

    thread_id: int
    post_id: int


class PostHidden(Event):
    thread_id: int
    post_id: int


class PostRestored(Event):
    thread_id: int
    post_id: int


class SharedAnswerSaved(Event):
    """Another version of an answer that several write; `author_id` saved it."""

    thread_id: int
    post_id: int
    author_id: int
    masked: bool = False


class FollowUpResolved(Event):
    thread_id: int
    post_id: int


class FollowUpReopened(Event):
    thread_id: int
    post_id: int


class AnswerEndorsed(Event):
    thread_id: int
    post_id: int
    author_id: int
    by_id: int


class EndorsementWithdrawn(Event):
    thread_id: int
    post_id: int


class ThreadClosed(Event):
    thread_id: int


class ThreadReopened(Event):
    thread_id: int


class ThreadPointed(Event):
    """A question was pointed at the one that asks the same."""

    thread_id: int
    post_id: int
    original_id: int
    author_id: int
    by_id: int


class ThreadUnpointed(Event):
    thread_id: int


class AiringAsked(Event):
    """Staff asked the author of a private question whether it may be shown."""

    thread_id: int
    airing_id: int
    author_id: int
    by_id: int


class AiringAnswered(Event):
    """The author has answered; `by_id` is who had asked."""

    thread_id: int
    airing_id: int
    by_id: int


class ThreadTended(Event):
    """Staff moved, closed, split … a thread; `post_id` is where those who wrote in it find their words now."""

    tending_id: int
    thread_id: int
    post_id: int
    by_id: int


class ApprovalAsked(Event):
    """A post waits for a member of staff; `reviewer_id` 0: for whoever looks first."""

    approval_id: int
    post_id: int
    thread_id: int
    author_id: int
    reviewer_id: int


class PostApproved(Event):
    """Others read it from now on; what follows from that is told by the events of any new post."""

    approval_id: int
    post_id: int
    thread_id: int
    author_id: int
    by_id: int


class PostReturned(Event):
    approval_id: int
    post_id: int
    thread_id: int
    author_id: int
    by_id: int


class FirstLookAgreed(Event):
    """Staff look first at what somebody writes in a course."""

    look_id: int
    course_id: int
    person_id: int
    by_id: int


class FirstLookEnded(Event):
    look_id: int
    course_id: int
    person_id: int
    by_id: int


class ReminderDue(Event):
    """Somebody wanted to be reminded of a post at this time."""

    saved_id: int
    post_id: int
    user_id: int


class MarksReleased(Event):
    release_id: int
    placement_id: int
    by_id: int


class CarryAsked(Event):
    """Staff asked these people whether what they wrote in a thread may be read in a later run."""

    thread_id: int
    carrying_id: int
    user_ids: list[int]
    by_id: int
