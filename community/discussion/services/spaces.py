"""Opening places to talk, and keeping their audience true."""

from django.db import transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Audience, AudienceMember, Scope
from accounts.services import audience_of_roles
from accounts.services.audiences import memberships_by_audience
from community.discussion.models import Post, Space, Thread
from community.discussion.services.names import settle_names
from community.discussion.services.search import KIND
from core.models import SearchDocument
from core.numbers import number_in
from courses.models import Placement

STAFF_ROLES = (Role.EDUCATOR, Role.ASSISTANT)


@transaction.atomic
def open_spaces(placement: Placement) -> list[Space]:
    """The spaces of a placement, as its config says: one for the course, for one group, or for each group.

    Running it again brings audiences and anonymity up to date and adds what is missing. What is no longer wanted can
    still be read, and nobody writes there any more.
    """
    course = placement.unit.course
    spaces = [_open_one(placement, group) for group in _groups(placement, course.scope)]
    others = Space.objects.filter(placement=placement).exclude(pk__in=[space.pk for space in spaces])
    others.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    settle_names(placement, spaces)
    return spaces


def _groups(placement: Placement, course_scope: Scope) -> list[Scope | None]:
    wanted = placement.config.get("groups") or "course"
    groups = Scope.objects.groups_of(course_scope.pk)
    if wanted == "apart":
        return [*groups] or [None]
    return [groups.filter(pk=pk).first()] if (pk := number_in(wanted)) is not None else [None]


def _open_one(placement: Placement, group: Scope | None) -> Space:
    course = placement.unit.course
    audience = readers_of(course.scope, group=group, mentors=bool(placement.config.get("mentors")))
    write_first = bool(placement.config.get("write_first"))
    space, made = Space.objects.get_or_create(
        placement=placement,
        group=group,
        defaults={
            "kind": placement.block_key,
            "course": course,
            "scope": group or course.scope,
            "audience": audience,
            "write_first": write_first,
        },
    )
    if not made and space.audience_id != audience.pk:
        _change_audience(space, audience)
    if (space.write_first, space.closed_at) != (write_first, None):
        Space.objects.filter(pk=space.pk).update(write_first=write_first, closed_at=None)
        space.write_first, space.closed_at = write_first, None
    return space


def readers_of(course_scope: Scope, *, group: Scope | None = None, mentors: bool = False) -> Audience:
    """The students of the course (or of the group), its staff, and its mentors where the block invites them."""
    place = group or course_scope
    readers = [(place, Role.LEARNER), *((course_scope, role) for role in STAFF_ROLES)]
    if group is not None:
        readers = [(group, Role.LEARNER), (group, Role.ASSISTANT), (course_scope, Role.EDUCATOR)]
    if mentors:
        readers.append((course_scope, Role.MENTOR))
    return audience_of_roles(scope=place, readers=readers, key="discussion-with-mentors" if mentors else "discussion")


def further_readers(old: Audience, new: Audience) -> int:
    """How many people read with the new audience who do not with the old one."""
    return len(_readers(new) - _readers(old)) if old.pk != new.pk else 0


def loses(old: Audience, new: Audience, person_id: int) -> bool:
    """Somebody reads with the old audience and would not with the new one."""
    return person_id in _readers(old) - _readers(new)


def _readers(audience: Audience) -> set[int]:
    named = AudienceMember.objects.filter(audience=audience).values_list("user_id", flat=True)
    return {*memberships_by_audience(audience).values_list("user_id", flat=True), *named}


@transaction.atomic
def open_space(*, kind: str, scope: Scope, audience: Audience, title: str = "") -> Space:
    """A space of another app's kind (a pair, a table): who reads it is that app's decision."""
    return Space.objects.create(kind=kind, scope=scope, audience=audience, title=title)


def _change_audience(space: Space, audience: Audience) -> None:
    """Everything in the space changes readers at once, what can be found included; private threads keep theirs."""
    threads = Thread.objects.filter(space=space, audience=space.audience_id)
    posts = Post.objects.filter(space=space, audience=space.audience_id)
    SearchDocument.objects.filter(kind=KIND, object_id__in=posts.values("pk")).update(audience_id=audience.pk)
    posts.update(audience=audience)
    threads.update(audience=audience)
    Space.objects.filter(pk=space.pk).update(audience=audience)
    space.audience = audience
