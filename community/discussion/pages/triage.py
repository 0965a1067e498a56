"""What one educator is asked this morning, over all their courses, and no more than fits into the hours they have left."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import STAFF
from accounts.rights import Rights
from community.discussion.models import Post, Thread
from community.discussion.pages.words import thread_url
from core.moments import weekday
from courses.models import Course
from notifications.extensions import Asked, Item

MINUTES = 12
"""What a reply takes, until somebody times their own (PRODUCT.md, rules of calculation)."""
HOURS = 3
LOOKED_AT = 500


def triage(rights: Rights) -> Asked | None:
    """Questions without an answer, the oldest promise first, cut course by course to the week's hours less what this
    person wrote since Monday. Three queries; None where nothing waits."""
    taught = list(Course.objects.filter(scope__in=rights.scopes_with(*STAFF)).select_related("scope"))
    courses = {course.pk: course for course in taught if not course.is_over}
    waiting = (
        Thread.objects.visible_to(rights).filter(course__in=courses).needing_answer().exclude(author=rights.user_id)
    )
    threads = list(waiting.by_promise()[:LOOKED_AT])
    if not threads:
        return None
    left = _minutes_left(rights, courses)
    room = {pk: minutes // MINUTES for pk, minutes in left.items()}
    shown: dict[int, list[Thread]] = {pk: [] for pk in courses}
    for thread in threads:
        assert thread.course_id is not None
        if len(shown[thread.course_id]) < room[thread.course_id]:
            shown[thread.course_id].append(thread)
    groups = [(courses[pk].title, [_item(each, courses[pk]) for each in found]) for pk, found in shown.items() if found]
    fit = sum(len(found) for found in shown.values())
    minutes = sum(left[pk] for pk in {thread.course_id for thread in threads} if pk is not None)
    return Asked(headline=_headline(fit), groups=groups, rest=_rest(len(threads) - fit, minutes))


def _minutes_left(rights: Rights, courses: dict[int, Course]) -> dict[int, int]:
    """Course id → the minutes of this week that its replies have not taken yet."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Post.objects.filter(author=rights.user_id, thread__course__in=courses, reply_to__isnull=False)
    since: datetime = today - timedelta(days=today.weekday())
    wrote = mine.filter(created_at__gte=since).order_by().values_list("thread__course").annotate(n=Count("pk"))
    written = dict(wrote)
    return {
        pk: max(int(course.setting("weekly_hours", HOURS)) * 60 - written.get(pk, 0) * MINUTES, 0)
        for pk, course in courses.items()
    }


def _item(thread: Thread, course: Course) -> Item:
    due = thread.answer_due_at
    if due is None:
        said = ""
    elif due < timezone.now():
        said = _("Its answer is overdue.")
    else:
        said = _("Its answer is promised by %(day)s.") % {"day": weekday(timezone.localtime(due).date())}
    path = [int(part) for part in course.scope.path.split("/") if part]
    return Item(
        subject=thread.shown_title,
        body=said,
        url=thread_url(thread),
        institution_id=path[1] if len(path) > 1 else None,
    )


def _headline(fit: int) -> str:
    if not fit:
        return _("Questions wait, and your hours of this week are used")
    return ngettext("%(n)d question waits for you", "%(n)d questions wait for you", fit) % {"n": fit}


def _rest(more: int, minutes: int) -> str:
    """What is left to the others, and why."""
    if not more:
        return ""
    words = ngettext(
        "%(n)d more would not fit into the %(minutes)d minutes you have left this week; leave it to the class first.",
        "%(n)d more would not fit into the %(minutes)d minutes you have left this week; leave them to the class first.",
        more,
    )
    return words % {"n": more, "minutes": minutes}
