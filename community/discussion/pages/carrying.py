"""Choosing threads of the old run, and what each author is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion.choices import CONVERTIBLE, Consent, Privacy, State
from community.discussion.forms.carrying import CarryOverForm
from community.discussion.models import CarryConsent, Carrying, Post, Space, Thread
from community.discussion.policies.carrying import answers_for
from community.discussion.policies.tending import HOMES, is_home, tends
from core.menus import Menu
from core.text import excerpt
from courses.extensions import blocks
from courses.models import Course, Placement
from courses.pages.studio import studio_menu

OFFERED, SAMPLES = 100, 3


@dataclass(frozen=True)
class Asked:
    """A thread whose authors are asked: how many have answered, never who."""

    carrying: Carrying
    form: CarryOverForm | None

    @property
    def thread(self) -> Thread:
        return self.carrying.thread

    @property
    def began(self) -> bool:
        """Whoever began it agreed."""
        return bool(self.carrying.began)  # type: ignore[attr-defined]

    @property
    def line(self) -> str:
        asked, yes = self.carrying.asked_count, self.carrying.yes_count  # type: ignore[attr-defined]
        people = ngettext("%(n)s person was asked", "%(n)s people were asked", asked) % {"n": asked}
        return _("%(people)s, %(yes)s said yes.") % {"people": people, "yes": yes}


@dataclass(frozen=True)
class CarryPage:
    course: Course
    asked: list[Asked]
    kept: list[Thread]
    others: list[Thread]
    menu: Menu
    template: str = "community/carry.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "CarryPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        wanted = list(carryings_of(course))
        there = {each.thread_id for each in wanted if each.ended_at is None}
        found = [each for each in threads_of_old_runs(rights, course)[: OFFERED * 2] if each.pk not in there]
        places = places_in(rights, course) if wanted else []
        return cls(
            course=course,
            asked=[Asked(each, _form(each, places)) for each in wanted if each.ended_at is None or each.carried_id],
            kept=[each for each in found if each.kept_at][:OFFERED],
            others=[each for each in found if not each.kept_at][:OFFERED],
            menu=studio_menu(request, course),
        )


def _form(carrying: Carrying, places: list[tuple[int, str, str]]) -> CarryOverForm | None:
    """Only where it can be carried over."""
    if carrying.carried_id is not None or not carrying.began:  # type: ignore[attr-defined]
        return None
    placement = carrying.thread.space.placement
    return CarryOverForm(places=places, like=placement.part.key if placement else "")


def carryings_of(course: Course) -> "QuerySet[Carrying]":
    """What was asked for, with the numbers of answers."""
    yes = Q(consents__answer__in=[Consent.NAMED, Consent.HIDDEN])
    began = CarryConsent.objects.filter(carrying=OuterRef("pk"), user=OuterRef("thread__author"))
    return (
        Carrying.objects.filter(course=course)
        .select_related("thread__course", "thread__space__placement__part", "carried__space", "carried__course")
        .annotate(
            asked_count=Count("consents"),
            yes_count=Count("consents", filter=yes),
            began=Exists(began.filter(answer__in=[Consent.NAMED, Consent.HIDDEN])),
        )
        .order_by(F("carried_at").asc(nulls_first=True), "-asked_at")
    )


def threads_of_old_runs(rights: Rights, course: Course) -> "QuerySet[Thread]":
    """Those that this person tends in the other runs, what was kept for next year first."""
    if course.series_id is None:
        return Thread.objects.none()
    runs = Course.objects.filter(series=course.series_id).exclude(pk=course.pk).select_related("scope")
    mine = [run.pk for run in runs if tends(rights, run.scope)]
    found = Thread.objects.visible_to(rights).filter(course__in=mine, kind__in=CONVERTIBLE, state=State.POSTED)
    found = found.filter(privacy=Privacy.OPEN, space__kind__in=HOMES).select_related("course", "space__placement__unit")
    return found.order_by(F("kept_at").desc(nulls_last=True), "-post_count", "pk")


def places_in(rights: Rights, course: Course) -> list[tuple[int, str, str]]:
    """The discussions that the whole new course reads."""
    spaces = Space.objects.visible_to(rights).filter(course=course, group=None, kind__in=HOMES, closed_at=None)
    found = spaces.select_related("placement__unit", "placement__part", "scope").order_by("placement__unit__position")
    return [
        (space.pk, _place(space.placement), space.placement.part.key)
        for space in found
        if space.placement is not None and is_home(space) and tends(rights, space.scope)
    ]


def _place(placement: Placement) -> str:
    return excerpt(f"{placement.unit.title}: {blocks[placement.block_key].title(placement)}", 100)


@dataclass(frozen=True)
class Question:
    """What one person is asked about one thread."""

    consent: CarryConsent
    posts: list[Post]

    @property
    def thread(self) -> Thread:
        return self.consent.carrying.thread

    @property
    def samples(self) -> list[Post]:
        return list(islice(self.posts, SAMPLES))

    @property
    def answers(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it is what was said."""
        words = {Consent.NO: _("No, take it back") if self.consent.agrees else _("No, leave it out")}
        given = answers_for(self.consent)
        return [(str(each), str(words.get(each, each.label)), each == self.consent.answer) for each in given]

    @property
    def state(self) -> str:
        """What holds now."""
        carrying = self.consent.carrying
        if not self.consent.agrees:
            return _("Left out.") if carrying.carried_at or self.consent.answer else _("Not answered: it is left out.")
        if carrying.carried_at is None:
            return _("You agreed. It has not been carried over yet.")
        return _("Carried over, as you agreed. You can take it back at any time.")


@dataclass(frozen=True)
class ConsentsPage:
    """Everything that one person is asked, their own words beside it."""

    questions: list[Question]
    template: str = "community/consents.html"

    @classmethod
    def build(cls, *, rights: Rights) -> "ConsentsPage":
        asked = CarryConsent.objects.filter(user=rights.user_id).order_by("answer", "-pk")
        asked = asked.filter(Q(carrying__ended_at=None) | Q(carrying__carried__isnull=False))
        related = ("carrying__thread__course", "carrying__thread__space", "carrying__course", "carrying__asked_by")
        rows = list(asked.select_related(*related)[:OFFERED])
        return cls([Question(each, posts) for each, posts in zip(rows, _own(rights, rows), strict=True)])


def _own(rights: Rights, rows: Iterable[CarryConsent]) -> list[list[Post]]:
    """Their posts in each of these threads: one query."""
    rows = list(rows)
    by_thread: dict[int, list[Post]] = {}
    ids = [row.carrying.thread_id for row in rows]
    own = Post.objects.filter(author=rights.user_id, thread__in=ids, state=State.POSTED)
    for post in own.defer("source", "html").order_by("seq"):
        by_thread.setdefault(post.thread_id, []).append(post)
    return [by_thread.get(pk, []) for pk in ids]
