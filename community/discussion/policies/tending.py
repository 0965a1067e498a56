"""Who may tend: the educators of a course everywhere in it, its assistants in their groups (or, without groups, everywhere)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import Rights
from community.discussion.choices import CONVERTIBLE, UNDOABLE, Act, Privacy, ThreadKind
from community.discussion.models import Space, Tending, Thread
from community.discussion.policies import can_read_space, can_read_thread, can_share_answer, takes
from core.policy import Verdict, hidden, no, yes
from courses.choices import PlacementState

NOT_YOURS = _("The staff of the course look after this.")
HOMES = ("community.discussion", "community.questions")
"""The kinds of places between which threads move: not announcements, nor places of other apps."""


def tends(rights: Rights, scope: Scope) -> bool:
    """Educator of the place or of the course around it; assistant of it, unless they are there for certain groups only."""
    around = scope.ancestor_ids
    if any(Role.EDUCATOR in rights.memberships.get(pk, ()) for pk in around):
        return True
    held = [pk for pk in around if Role.ASSISTANT in rights.memberships.get(pk, ())]
    if scope.kind == ScopeKind.GROUP and scope.pk in held:
        return True
    course = scope.path if scope.kind != ScopeKind.GROUP else f"{scope.path.rstrip('/').rsplit('/', 1)[0]}/"
    return bool(held) and not any(
        path.startswith(course) and path != course for path in rights.paths_with(Role.ASSISTANT)
    )


def can_tend(rights: Rights, thread: Thread) -> Verdict:
    """Close, reopen, pin, keep for next year, mark as answered."""
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    return yes() if tends(rights, thread.scope) else no(NOT_YOURS)


def can_do(rights: Rights, thread: Thread, act: Act | str, *, kind: str = "") -> Verdict:
    """One of the acts that change nothing but the thread itself."""
    verdict = can_tend(rights, thread)
    if verdict and act == Act.SHARE:
        return can_share_answer(rights, thread)
    if not verdict or act not in {Act.CONVERT, Act.ANSWERED, Act.WAITING}:
        return verdict
    if act == Act.CONVERT:
        if thread.kind not in CONVERTIBLE:
            return no(_("This is no thread that could be another kind."))
        return check_kind(kind, thread.space)
    return yes() if thread.kind == ThreadKind.QUESTION else no(_("Only a question waits for an answer."))


def check_kind(kind: str, space: Space) -> Verdict:
    """One that a thread can be made, and that is started in this place."""
    return takes(space, kind) if kind in CONVERTIBLE else no(_("There is no such kind of thread."))


def kinds_for(thread: Thread) -> list[ThreadKind]:
    """What a thread can be where it is: first what it is now, then the others that are started there."""
    others = [kind for kind in CONVERTIBLE if kind != thread.kind and takes(thread.space, kind)]
    return [ThreadKind(thread.kind), *others]


def can_restructure(rights: Rights, thread: Thread) -> Verdict:
    """Move, split, merge."""
    verdict = can_tend(rights, thread)
    if not verdict:
        return verdict
    if thread.course_id is None or thread.space.kind not in HOMES or thread.kind not in CONVERTIBLE:
        return no(_("Announcements, polls and conversations stay as they are."))
    if thread.privacy != Privacy.OPEN:
        return no(_("This is private to its author and the staff. Ask its author before it goes anywhere."))
    return yes()


def can_move_to(rights: Rights, thread: Thread, space: Space) -> Verdict:
    """To another place of the same course that one tends too."""
    verdict = can_restructure(rights, thread)
    if not verdict:
        return verdict
    if not can_read_space(rights, space) or space.course_id != thread.course_id:
        return no(_("There is no such place in this course."))
    if space.pk == thread.space_id or not is_home(space):
        return no(_("Choose another discussion of this course."))
    return takes(space, thread.kind) if tends(rights, space.scope) else no(_("You look after your own groups only."))


def is_home(space: Space) -> bool:
    """A discussion that takes threads: it is placed in its unit, or was and is closed."""
    placed = space.placement is None or space.placement.state in {PlacementState.PLACED, PlacementState.CLOSED}
    return space.kind in HOMES and placed


def can_merge(rights: Rights, thread: Thread, into: Thread) -> Verdict:
    verdict = can_restructure(rights, thread)
    if not verdict:
        return verdict
    if not can_read_thread(rights, into) or into.course_id != thread.course_id:
        return no(_("There is no such thread in this course."))
    if into.pk == thread.pk:
        return no(_("Choose another thread of this course."))
    return can_restructure(rights, into)


def can_show_to(gained: int, shown_to: int) -> Verdict:
    """More people than their author wrote for read words only where somebody agreed to just that number."""
    if gained <= shown_to:
        return yes()
    words = ngettext(
        "%(n)s more person would be able to read this. Please confirm that by itself.",
        "%(n)s more people would be able to read this. Please confirm that by itself.",
        gained,
    )
    return no(words % {"n": gained})


def refuse_to_hide_from_author() -> Verdict:
    return no(_("Whoever began it could not read it there any more, so it stays where it is."))


def refuse_while_waiting() -> Verdict:
    return no(_("A post waits for approval here. Decide about it first, under “Looked at first” of the course."))


def can_see_log(rights: Rights, scope: Scope) -> Verdict:
    """What was done with the threads of a course: for those who tend some of them."""
    educator = Role.EDUCATOR in rights.memberships.get(scope.pk, ())
    assistant = any(path.startswith(scope.path) for path in rights.paths_with(Role.ASSISTANT))
    return yes() if educator or assistant else no(NOT_YOURS)


def can_undo(rights: Rights, tending: Tending, *, now: datetime | None = None) -> Verdict:
    """Within 30 days; whether something depends on it by now is asked under the locks."""
    if tending.thread.audience_id not in rights.audiences:
        return hidden()
    if not tends(rights, tending.thread.scope):
        return no(NOT_YOURS)
    if tending.undone_at is not None:
        return no(_("This is undone already."))
    late = tending.at + UNDOABLE < (now or timezone.now())
    return no(_("This is more than 30 days old, so it stays.")) if late else yes()
