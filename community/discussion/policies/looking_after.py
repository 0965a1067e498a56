"""Who looks after whom in a block."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import User
from accounts.rights import Rights
from community.discussion.models import Post
from community.discussion.policies.reading import can_read_post, speaks_for_staff
from community.discussion.querysets import graded_by, looked_after
from core.policy import Verdict, hidden, no, yes
from courses.models import Course, Placement


def can_look_after(rights: Rights, course: Course) -> Verdict:
    """See who has written and who has not: the staff of the course, and of a group in it."""
    if any(rights.memberships.get(pk, frozenset()) & STAFF for pk in course.scope.ancestor_ids):
        return yes()
    if rights.below(course.scope, *STAFF):
        return yes()
    return no(_("Only the staff of the course see who has written and who has not."))


def can_give_later(rights: Rights, placement: Placement, person: User) -> Verdict:
    """A later date for a student whom this person looks after."""
    allowed = can_look_after(rights, placement.unit.course)
    if not allowed:
        return allowed
    theirs = looked_after(rights, placement.unit.course.scope).filter(user=person)
    return yes() if theirs.exists() else hidden()


def can_warn(rights: Rights, post: Post) -> Verdict:
    """Ask readers first: staff of the place, and moderators who read there. The author does it by an edit."""
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if speaks_for_staff(rights, post.thread.scope) or rights.has(post.thread.scope, Role.MODERATOR):
        return yes()
    return no(_("Warnings are added by the author, the staff of the course and the moderators."))


def can_grade(rights: Rights, course: Course) -> Verdict:
    """Give and release marks: who grades in the course, or in a group of it. Assistants do not, unless it was said."""
    grades = rights.grades_in(course.scope) or any(path.startswith(course.scope.path) for path in rights.grading_paths)
    return yes() if grades else no(_("Marks are given by those who grade in this course."))


def can_mark(rights: Rights, placement: Placement, person: User) -> Verdict:
    """One student of those whom this person grades, where the block is marked at all."""
    allowed = can_grade(rights, placement.unit.course)
    if not allowed:
        return allowed
    if not placement.config.get("marking"):
        return no(_("This block is not marked."))
    theirs = graded_by(rights, placement.unit.course.scope).filter(user=person)
    return yes() if theirs.exists() else hidden()
