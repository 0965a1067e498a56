"""The list of what a person looks at in a copy: written with it, ticked one by one, kept until everything is done."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from core.text import excerpt
from courses import policies
from courses.extensions import Copied, Found, to_check
from courses.models import Course, RunCheck

LONGEST = 200


def write_checks(copied: Copied) -> int:
    """Everything that the apps declared and found; how many."""
    rows = [
        _row(copied.new, kind.key, found)
        for kind in sorted(to_check, key=lambda kind: (kind.order, kind.key))
        for found in kind.found(copied)
    ]
    RunCheck.objects.bulk_create(rows, batch_size=LONGEST)
    return len(rows)


def _row(course: Course, kind: str, found: Found) -> RunCheck:
    names = ("unit_id", "part_id", "person_id", "number", "on", "until")
    same = {name: getattr(found, name) for name in names}
    return RunCheck(course=course, kind=kind, what=excerpt(found.what, LONGEST), **same)


def add_check(course: Course, kind: str, found: Found) -> None:
    """One line more, about a row that is not on the list yet; part of a service of the app that declared it."""
    if not RunCheck.objects.filter(course=course, kind=kind, number=found.number).exists():
        _row(course, kind, found).save()


@transaction.atomic
def settle_checks(*, actor: User, course: Course, items: Collection[int], done: bool) -> int:
    """These are looked at, or not yet; who said so first stays. How many changed."""
    policies.can_edit_course(rights_of(actor), course).require()
    rows = RunCheck.objects.filter(course=course, pk__in=items)
    if done:
        return rows.filter(done_at=None).update(done_at=timezone.now(), done_by=actor)
    return rows.exclude(done_at=None).update(done_at=None, done_by=None)
