"""How one reads: follow or mute a unit or a course, what was kept for later, words one does not want to meet."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion.choices import State
from community.discussion.forms import SaveForm, WordsForm
from community.discussion.models import Feed, Following, LiveChunk, Post, ReadingHabit, Saved, Space, Thread
from community.discussion.pages.acts import PostActPage, menu_of
from community.discussion.pages.words import permalink
from community.discussion.querysets import unread
from community.discussion.services import FOLLOW, MUTE, PLAIN
from core.letters import absolute
from core.menus import Menu, settings_menu
from courses.models import Course, Unit
from courses.pages import course_menu
from courses.pages.found import Found

KEPT = 100
MORNING = time(8)


def news_of(rights: Rights, threads: "list[int] | Q") -> dict[int, int]:
    """Thread → how many posts in it are new to this reader: one query."""
    live = LiveChunk.objects.filter(threads if isinstance(threads, Q) else Q(thread__in=threads))
    found: dict[int, int] = {}
    for thread, bits, seen in unread(live, rights).values_list("thread_id", "bits", "seen"):
        found[thread] = found.get(thread, 0) + (bits & ~seen).bit_count()
    return found


@dataclass(frozen=True)
class ReadingPage:
    """One unit, or a whole course: who wants to hear of it, what is new in it, its feed."""

    course: Course
    unit: Unit | None
    choice: str
    new: int
    until: datetime
    feed: Feed | None
    base: str
    menu: Menu
    template: str = "community/reading.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, unit: Unit | None) -> "ReadingPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        mine = Following.objects.filter(user=rights.user_id)
        said = mine.filter(space__placement__unit=unit) if unit else mine.filter(scope=found.course.scope_id)
        muted = said.values_list("muted", flat=True).first()
        readable = Thread.objects.visible_to(rights).filter(threads_in(found.course, unit))
        news = news_of(rights, Q(thread__in=readable))
        return cls(
            course=found.course,
            unit=unit,
            choice=PLAIN if muted is None else MUTE if muted else FOLLOW,
            new=sum(news.values()),
            until=timezone.now(),
            feed=Feed.objects.filter(user=rights.user_id, unit=unit).first() if unit else None,
            base=request.build_absolute_uri("/").rstrip("/"),
            menu=course_menu(request, found.course, units=found.units, current=unit),
        )

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        return [
            (FOLLOW, _("Follow"), _("New threads and every answer come with your digest.")),
            (PLAIN, _("As it is"), _("You hear of answers to you, and of threads you wrote in or follow.")),
            (MUTE, _("Mute"), _("Nothing from here, but from threads you follow yourself.")),
        ]

    @property
    def feed_url(self) -> str:
        return absolute(reverse("community:feed", args=[self.feed.token]), self.base) if self.feed else ""


def spaces_in(rights: Rights, unit: Unit) -> list[Space]:
    return list(Space.objects.visible_to(rights).filter(placement__unit=unit))


def threads_in(course: Course, unit: Unit | None) -> "Q":
    return Q(space__placement__unit=unit) if unit else Q(course=course)


@dataclass(frozen=True)
class SavePage(PostActPage):
    form: SaveForm
    template: str = "community/post_save.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post, form: SaveForm | None = None) -> "SavePage":
        return cls(post=post, menu=menu_of(request, post.thread), form=form or SaveForm())


def remind_at(choice: str, now: datetime | None = None) -> datetime | None:
    """The morning of so many days from now, where the reader is; None for no reminder."""
    days = {"tomorrow": 1, "three-days": 3, "week": 7}.get(choice)
    if days is None:
        return None
    here = timezone.localtime(now or timezone.now())
    return datetime.combine(here.date() + timedelta(days=days), MORNING, tzinfo=here.tzinfo)


@dataclass(frozen=True)
class SavedPage:
    """What was kept for later, newest first; what one may no longer read is not there."""

    rows: list[tuple[Saved, str]]
    template: str = "community/saved.html"

    @classmethod
    def build(cls, *, request: HttpRequest) -> "SavedPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        readable = Post.objects.visible_to(rights).filter(state=State.POSTED)
        kept = Saved.objects.filter(user=rights.user_id, post__in=readable)
        kept = kept.select_related("post__persona__user", "post__thread").order_by("-since", "-pk")
        return cls(rows=[(saved, permalink(saved.post)) for saved in kept[:KEPT]])


@dataclass(frozen=True)
class WordsPage:
    form: WordsForm
    menu: Menu
    template: str = "community/settings_reading.html"

    @classmethod
    def build(cls, *, request: HttpRequest, form: WordsForm | None = None) -> "WordsPage":
        habit = ReadingHabit.objects.filter(user=request.user.pk).first()
        words = {"words": "\n".join(habit.words) if habit else ""}
        return cls(form=form or WordsForm(initial=words), menu=settings_menu(request))


def next_new(rights: Rights, thread: Thread, after: tuple[int, int] | None) -> Post | None:
    """The next post that this person has not read: behind this place, in this thread, then in the others of its course."""
    new = Post.objects.visible_to(rights).filter(state=State.POSTED)
    here = new.filter(thread=thread).unread_by(rights).in_reading_order()
    found = here.starting_at(after[0], after[1] + 1).first() if after else None
    if found is None:
        found = here.first()
    return found or _in_another(rights, thread)


def _in_another(rights: Rights, thread: Thread) -> Post | None:
    if thread.course_id is None:
        return None
    others = Thread.objects.visible_to(rights).filter(course=thread.course_id).exclude(pk=thread.pk)
    other = others.with_news_for(rights).filter(Q(news=True)).order_by("-last_post_at", "-pk").first()
    if other is None:
        return None
    new = Post.objects.visible_to(rights).filter(thread=other, state=State.POSTED)
    return new.unread_by(rights).in_reading_order().first()
