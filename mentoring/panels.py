"""Mentoring in the bar, in a course's menu, on Home and on a profile."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.extensions import ProfilePanel, Tie, profile_panels, ties
from accounts.models import PersonBlock, User
from accounts.rights import Rights
from core.extensions import NavItem, nav
from core.kept import At, Kept
from courses.extensions import CourseLink, HomePanel, course_links, home_panels
from courses.models import Course
from mentoring.choices import OPEN, RUNNING
from mentoring.models import Ask, Offer, Pair


@nav.register
class MentoringNav(NavItem):
    key, label, icon, order = "mentoring.nav", _("Mentoring"), "mentor", 40

    def url(self, request: HttpRequest) -> str | None:
        return reverse("mentoring:programmes") if request.user.is_authenticated else None

    def waiting(self, rights: Rights) -> list[QuerySet[Ask]]:
        return [Ask.objects.waiting_for(rights.user_id or 0).filter(rights.inside("programme__scope"))]


@course_links.register
class MentorsOfCourse(CourseLink):
    key, label, icon, order = "mentoring.course", _("Mentors for this course"), "mentor", 40

    def url(self, *, request: HttpRequest, course: Course) -> str | None:
        return reverse("mentoring:for-course", args=[course.slug])


def _asks(rights: Rights, _at: At) -> QuerySet[Ask]:
    """What waits for an answer, and what became of it: of a mentor and of a student."""
    me = rights.user_id
    apart = Exists(PersonBlock.objects.filter(blocker=me, blocked=OuterRef("student")))
    mine = Ask.objects.filter(Q(mentor=me, hidden_at__isnull=True) & ~apart | Q(student=me))
    rows = mine.filter(Q(state__in=OPEN) | Q(pair__state__in=RUNNING), rights.inside("programme__scope"))
    return rows.select_related("mentor", "student", "programme", "pair").order_by("due_at")[:20]


ASKS = Kept(_asks)


@home_panels.register
class MentoringAtHome(HomePanel):
    """Asks that wait for me, my own asks, my pairs: one query."""

    key, template, order = "mentoring.home", "mentoring/panels/home.html", 30

    def context(self, *, request: HttpRequest, courses: Sequence[Course]) -> dict[str, Any] | None:
        me = request.user.pk
        asks = ASKS.rows(request.rights)  # type: ignore[attr-defined]
        waiting = [ask for ask in asks if ask.mentor_id == me and ask.is_open]
        sent = [ask for ask in asks if ask.student_id == me and ask.is_open]
        pairs = [
            (ask.pair, ask.other(me), "student" if ask.mentor_id == me else "mentor") for ask in asks if _pair(ask)
        ]
        if not (waiting or sent or pairs):
            return None
        return {"waiting": waiting, "sent": sent, "people": pairs}


def _pair(ask: Ask) -> Pair | None:
    return getattr(ask, "pair", None)


@profile_panels.register
class MentorOnProfile(ProfilePanel):
    """What a mentor offers, for those who may see it: one query."""

    key, template, order = "mentoring.profile", "mentoring/panels/profile.html", 40

    def context(self, *, request: HttpRequest, person: User) -> dict[str, Any] | None:
        rights = request.rights  # type: ignore[attr-defined]
        seen = Offer.objects.visible_to(rights).apart_from(rights.user_id).filter(mentor=person)
        offers = list(seen.select_related("programme").order_by(F("programme__ends_on").desc(nulls_first=True))[:3])
        return {"offers": offers, "is_me": person.pk == rights.user_id} if offers else None


@ties.register
class PairTie(Tie):
    key = "mentoring.pair"

    def holds(self, one_id: int, other_id: int) -> bool:
        pairs = Pair.objects.running()
        return pairs.filter(Q(mentor=one_id, student=other_id) | Q(mentor=other_id, student=one_id)).exists()
