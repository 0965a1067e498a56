"""The labels of a course: its staff define them, and put them (or let writers put them) on threads.

They stand in the settings of the course, which every list has read already: a row shows them at no query of its own.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import LABELS_ON_A_THREAD, MOST_LABELS
from community.discussion.models import Thread
from community.discussion.services import ledger
from community.discussion.services.steady import steady
from core.policy import no
from courses.models import Course
from courses.policies import can_keep_course


@dataclass(frozen=True, slots=True)
class Label:
    """`number` is never given again in its course; archived labels stay on threads and are offered no more."""

    number: int
    name: str
    tone: str = ""
    archived: bool = False


def labels_of(course: Course | None) -> list[Label]:
    """In the order of the staff."""
    return [Label(**row) for row in course.setting("labels", [])] if course is not None else []


def labels_offered(course: Course | None) -> list[Label]:
    return [label for label in labels_of(course) if not label.archived]


def writers_choose(course: Course) -> bool:
    return bool(course.setting("labels_by", "writers") == "writers")


def labels_on(thread: Thread) -> list[Label]:
    numbers = numbers_of(thread.labels)
    return [label for label in labels_of(thread.course) if label.number in numbers] if numbers else []


def numbers_of(labels: str) -> frozenset[int]:
    return frozenset(int(number) for number in re.findall(r"\d+", labels))


def wearing(number: int) -> Q:
    """Threads with a label, of one course."""
    return Q(labels__contains=f"|{number}|")


def named(courses: Iterable[Course], names: Sequence[str]) -> Q:
    """Threads of these courses with a label of one of these names."""
    found = Q(pk__in=())
    wanted = {name.casefold() for name in names}
    for course in courses:
        for label in labels_of(course):
            if label.name.casefold() in wanted:
                found |= Q(course=course) & wearing(label.number)
    return found


@transaction.atomic
def set_labels(*, actor: User, course: Course, labels: Sequence[Label], writers: bool) -> list[Label]:
    """The labels of a course in this order; one without a number is new, one that is left out is archived."""
    can_keep_course(rights_of(actor), course).require()
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    known = {label.number: label for label in labels_of(course)}
    following, kept = max(known, default=0) + 1, list[Label]()
    for label in labels:
        number = label.number if label.number in known else following
        following += number == following
        kept.append(Label(number, label.name, label.tone, label.archived))
    gone = [Label(n, old.name, old.tone, True) for n, old in known.items() if n not in {each.number for each in kept}]
    if len([label for label in kept if not label.archived]) > MOST_LABELS:
        no(_("A course has at most %(n)s labels.") % {"n": MOST_LABELS}).require()
    course.settings = course.settings | {
        "labels": [asdict(label) for label in [*kept, *gone]],
        "labels_by": "writers" if writers else "staff",
    }
    course.save(update_fields=["settings"])
    return labels_of(course)


@steady
def label_thread(*, actor: User, thread: Thread, numbers: Collection[int]) -> None:
    """These labels of its course, three at most, instead of those before."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_label(rights_of(actor), thread).require()
    put_labels(thread, numbers)
    ledger.save(thread)


def put_labels(thread: Thread, numbers: Collection[int]) -> None:
    """Those that its course offers, and archived ones that it wears already; the caller saves it."""
    possible = {label.number for label in labels_offered(thread.course)} | numbers_of(thread.labels)
    chosen = [label.number for label in labels_of(thread.course) if label.number in possible & set(numbers)]
    if len(chosen) > LABELS_ON_A_THREAD:
        no(_("A thread has at most %(n)s labels.") % {"n": LABELS_ON_A_THREAD}).require()
    thread.labels = "".join(f"|{number}" for number in chosen) + "|" if chosen else ""
