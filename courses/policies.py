"""What a person may do with a course. Reading: see also querysets.py, its twin for many rows."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import COURSE_ROLES, STAFF, Role, ScopeKind
from accounts.models import Scope, User
from accounts.rights import Rights, rights_of
from core import moments
from core.policy import Verdict, hidden, no, yes
from courses.choices import PlacementState, UnitState
from courses.extensions import BlockType, blocks
from courses.models import Copying, Course, Departure, Import, Part, Placement, Roster, Unit
from courses.querysets import KEEPERS, LEADS, scopes_for_courses

COME_BACK = timedelta(days=30)
"""So long after leaving, a person may come back without being asked."""


def _is_staff(rights: Rights, course: Course) -> bool:
    return course.scope_id in rights.scopes_with(*STAFF)


def can_see_course(rights: Rights, course: Course) -> Verdict:
    """Members once it is published; staff and those who answer for it always."""
    if _is_staff(rights, course) or rights.has(course.scope, *LEADS):
        return yes()
    member = course.scope_id in rights.scopes_with(*COURSE_ROLES)
    return yes() if member and course.published_at else hidden()


def can_read_unit(rights: Rights, unit: Unit, *, today: date | None = None) -> Verdict:
    """Published and begun; staff read drafts and retired units too."""
    if not can_see_course(rights, unit.course):
        return hidden()
    if _is_staff(rights, unit.course):
        return yes()
    if unit.state != UnitState.PUBLISHED:
        return hidden()
    day = today or unit.course.today
    if not unit.about and not (begun := has_begun(unit.course, today=day)):
        return begun
    if unit.opens_on is not None and unit.opens_on > day:
        return no(
            _("This unit opens on %(day)s.") % {"day": moments.weekday(unit.opens_on)},
            way_out=unit.course.get_absolute_url(),
        )
    return yes()


def has_begun(course: Course, *, today: date | None = None) -> Verdict:
    """Before its first day, its people see the page of the course, each other, and the unit about it."""
    if course.starts_on is None or course.starts_on <= (today or course.today):
        return yes()
    return no(
        _("This course starts on %(day)s.") % {"day": moments.weekday(course.starts_on)},
        way_out=course.get_absolute_url(),
    )


def has_not_ended(course: Course) -> Verdict:
    """After its last day, or once its staff ended it, everything can be read and nothing is written."""
    if course.archived_at:
        return no(_("This course is over. You can read everything here."))
    if course.ends_on is not None and course.is_over:
        return no(
            _("This course ended on %(day)s. You can read everything here.") % {"day": moments.day(course.ends_on)}
        )
    return yes()


def can_finish(rights: Rights, unit: Unit) -> Verdict:
    """Only who is in the course has anything to finish there."""
    return can_read_unit(rights, unit) if rights.is_member(unit.course.scope) else hidden()


def can_read_part(rights: Rights, part: Part, *, today: date | None = None) -> Verdict:
    verdict = can_read_unit(rights, part.unit, today=today)
    if verdict and part.retired_at and not _is_staff(rights, part.unit.course):
        return hidden()
    return verdict


def can_open_block(rights: Rights, placement: Placement) -> Verdict:
    """A block at its own address, also when it is closed or retired: what people wrote stays readable."""
    if not can_see_course(rights, placement.unit.course):
        return hidden()
    if _is_staff(rights, placement.unit.course):
        return yes()
    if placement.state == PlacementState.DRAFT or placement.unit.state == UnitState.DRAFT:
        return hidden()
    return yes() if placement.unit.about or has_begun(placement.unit.course) else hidden()


def can_take_part(rights: Rights, placement: Placement, *, today: date | None = None) -> Verdict:
    """Whether the block itself is open for writing; its own app adds who may write what."""
    can_open_block(rights, placement).require()
    course = placement.unit.course
    day = today or course.today
    if not (going := has_not_ended(course)):
        return going
    if placement.state == PlacementState.PAUSED:
        return no(_("This is paused by the staff of the course. You can read here meanwhile."))
    if placement.is_over(day):
        return no(_("This is closed. You can still read everything here."))
    if placement.opens_on and placement.opens_on > day:
        return no(_("This opens on %(day)s.") % {"day": moments.weekday(placement.opens_on)})
    return yes()


def can_edit_course(rights: Rights, course: Course) -> Verdict:
    """Change what is taught: its educators, and those who answer for it."""
    if not rights.has(course.scope, Role.EDUCATOR, *LEADS):
        return _not_yours(rights, course)
    if course.archived_at:
        return no(_("This course is over. Copy it to a new run to change it."))
    return yes()


def can_copy_course(rights: Rights, course: Course) -> Verdict:
    """To a new run, also once it is over: its educators, and those who answer for it."""
    return yes() if rights.has(course.scope, Role.EDUCATOR, *LEADS) else _not_yours(rights, course)


def can_see_copying(rights: Rights, record: Copying) -> Verdict:
    """Whoever asked for it, as long as they may copy that course."""
    mine = record.actor_id is not None and record.actor_id == rights.user_id
    return yes() if mine and can_copy_course(rights, record.old) else hidden()


def can_keep_course(rights: Rights, course: Course) -> Verdict:
    """Look after its people, doors and settings."""
    if rights.has(course.scope, Role.EDUCATOR, *KEEPERS):
        return yes()
    return _not_yours(rights, course)


def _not_yours(rights: Rights, course: Course) -> Verdict:
    if can_see_course(rights, course):
        return no(_("Only the educators of this course can do this."))
    return hidden()


def can_create_course(rights: Rights, scope: Scope) -> Verdict:
    """Make or import a course here."""
    if scopes_for_courses(Scope.objects.filter(pk=scope.pk), rights).exists():
        return yes()
    return no(_("You can make courses only where you teach or administer."))


def is_inside(user: User, course: Course) -> bool:
    """Holds a role in the course itself."""
    return course.scope_id in rights_of(user).member_scopes


def can_see_import(rights: Rights, found: Import) -> Verdict:
    if found.actor_id is not None and found.actor_id == rights.user_id:
        return yes()
    if found.course is not None and rights.has(found.course.scope, Role.EDUCATOR, *LEADS):
        return yes()
    return hidden()


def can_see_people(rights: Rights, course: Course) -> Verdict:
    """Who is here: for those who are here themselves, and for those who look after it."""
    if rights.has(course.scope, *KEEPERS):
        return yes()
    return can_see_course(rights, course) if rights.is_member(course.scope) else hidden()


def can_keep_place(rights: Rights, scope: Scope) -> Verdict:
    """Fill a place from a list: a course by its educators, what is above it by those who answer for it."""
    roles = (Role.EDUCATOR, *KEEPERS) if scope.kind == ScopeKind.COURSE else KEEPERS
    return yes() if rights.has(scope, *roles) else hidden()


def can_see_roster(rights: Rights, roster: Roster) -> Verdict:
    """A list of people: whoever looks after the place it is for."""
    return can_keep_place(rights, roster.scope)


def can_import_roster(rights: Rights, scope: Scope) -> Verdict:
    """The roster of a whole institution is its administrators' business."""
    if scope.kind not in {ScopeKind.SITE, ScopeKind.INSTITUTION, ScopeKind.PROGRAMME}:
        return hidden()
    return yes() if rights.has(scope, Role.SITE_ADMIN, Role.INSTITUTION_ADMIN) else hidden()


def can_come_back(rights: Rights, course: Course, departure: Departure | None) -> Verdict:
    """Who left by themselves may undo it, as long as the course goes on and its staff have not switched that off."""
    if departure is None or departure.user_id != rights.user_id or rights.is_member(course.scope):
        return hidden()
    if course.is_over:
        return no(_("This course is over."))
    late = departure.left_at + COME_BACK <= timezone.now()
    if late or not course.setting("come_back", True):
        return no(_("Coming back by yourself is no longer possible. Ask the staff of the course for a link."))
    if rights.paused_in(course.scope):
        return no(_("You cannot come back for now. The letter in your inbox says why."))
    return yes()


def can_leave(rights: Rights, course: Course) -> Verdict:
    """Students, mentors and assistants leave by themselves; the last educator stays until there is another."""
    if course.scope_id not in rights.scopes_with(*COURSE_ROLES):
        return hidden()
    if Role.EDUCATOR in rights.roles_in(course.scope) and course.scope.memberships.live().filter(
        role=Role.EDUCATOR
    ).count() == 1:  # fmt: skip
        return no(_("You are the only educator of this course. Make somebody else an educator first."))
    return yes()


def block_for_posts(placement: Placement) -> BlockType | None:
    """The tool that takes posts of other systems into this block; None where it is no place for them."""
    kind = blocks.get(placement.block_key)
    return kind if kind is not None and kind.imports in {"discussion", "announcements"} else None
