"""What threads are about: quoted in a thread, asked for in a composer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import AnchorKind, Found, State
from community.discussion.forms.about import AboutFields, AboutForm
from community.discussion.matching.videos import at_second, clock, is_safe
from community.discussion.models import Anchor, Post, Thread
from community.discussion.pages.words import thread_url
from core.menus import Menu
from core.text import excerpt
from courses.choices import PartKind
from courses.models import Course, Part, Placement
from courses.pages import course_menu

ASKED = "about-part"
FIELDS = (ASKED, "about-words", "about-before", "about-video", "about-moment")
TEXT = "community.about"
OF_POSTS = "thread__anchor__part__unit__course__scope"
NOT_OF_POSTS = tuple(f"thread__anchor__part__{name}" for name in ("source", "html", "text"))
"""What `about_for` needs to be read with posts, and what of it nobody needs."""
MOST_TEXTS = 300


def text_of(rights: Rights, course: Course, key: str) -> Part | None:
    """A text of this course that one may ask about: read once for all the composers of a page."""
    kept: dict[str, Part | None] = rights.memo.setdefault(TEXT, {})
    if key not in kept:
        texts = (
            Part.objects.visible_to(rights, today=course.today).live().filter(kind=PartKind.TEXT, unit__course=course)
        )
        kept[key] = texts.filter(key=key).select_related("unit").first() if key else None
    found = kept[key]
    if found is not None:
        found.unit.course = course
    return found


def about_asked(rights: Rights, placement: Placement, query: QueryDict) -> AboutForm | None:
    """Where the address says which text somebody asks about; nothing is asked of the database otherwise."""
    part = text_of(rights, placement.unit.course, query.get(ASKED, "")[:12])
    if part is None:
        return None
    names = ("words", "before", "video", "moment")
    initial = {name: query[f"about-{name}"][:1000] for name in names if query.get(f"about-{name}")}
    return AboutForm(text=part, initial=initial, auto_id=f"b{placement.pk}-%s")


def take_about(form: AboutFields, rights: Rights, placement: Placement, sent: QueryDict) -> None:
    """What a composer was sent with."""
    key = sent.get(ASKED, "")[:12]
    part = text_of(rights, placement.unit.course, key)
    form.text_is_gone = bool(key) and part is None
    form.about = AboutForm(sent, text=part, auto_id=f"b{placement.pk}-%s") if part is not None else None


def query_of(form: AboutForm | None) -> str:
    """For the way from one composer to another one, which is to be about the same."""
    if form is None:
        return ""
    asked = {form.add_prefix(name): form[name].value() for name in form.fields}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def anchor_of(thread: Thread) -> Anchor | None:
    return getattr(thread, "anchor", None)


@dataclass(frozen=True)
class AboutView:
    """The passage or the second that a thread hangs on, as its readers see it; `url` leads there whoever may read it."""

    anchor: Anchor
    url: str

    @classmethod
    def of(cls, rights: Rights, thread: Thread) -> "AboutView | None":
        """No query: the thread was read with its anchor, and that with its text and unit."""
        anchor = anchor_of(thread)
        if anchor is None:
            return None
        part = anchor.part
        if part is not None and thread.course is not None and part.unit.course_id == thread.course_id:
            part.unit.course = thread.course
            if policies.can_follow_anchor(rights, anchor):
                name = name_of(anchor.pk) if thread.state == State.POSTED else part.anchor
                return cls(anchor, f"{part.unit.get_absolute_url()}#{name}")
        return cls(anchor, "")

    @property
    def is_moment(self) -> bool:
        return self.anchor.kind == AnchorKind.MOMENT

    @property
    def quote(self) -> str:
        return self.anchor.exact

    @property
    def where(self) -> str:
        """The text it stands in, for those who may read it."""
        part = self.anchor.part
        return excerpt(part.title or part.unit.title, 80) if self.url and part is not None else ""

    @property
    def clock(self) -> str:
        return clock(self.anchor.seconds or 0)

    @property
    def video_url(self) -> str:
        """At that second, where its host can be asked for that."""
        return video_at(self.anchor.video, self.anchor.seconds or 0) if self.url else ""

    @property
    def note(self) -> str:
        """What became of it since."""
        if self.anchor.part is None:
            return _("The text it stood in is not here.")
        if self.anchor.found == Found.SAME:
            return ""
        if self.is_moment:
            return _("The text no longer links to this video.")
        if self.anchor.found == Found.EDITED:
            return _("These words have been edited since.")
        return _("The passage has changed. These are its old words.")


def video_at(address: str, seconds: int) -> str:
    return at_second(address, seconds) if is_safe(address) else ""


def name_of(anchor: int) -> str:
    """Where it stands on the page of its unit."""
    return f"a-{anchor}"


def about_words(anchor: Anchor) -> str:
    """ "About: “her chest sounds clear”", in one line."""
    if anchor.kind == AnchorKind.MOMENT:
        return _("About a video, at %(time)s") % {"time": clock(anchor.seconds or 0)}
    return _("About: “%(words)s”") % {"words": excerpt(anchor.exact, 160)}


def about_for(rights: Rights, post: Post) -> str:
    """The same with an opening post, outside of its page: for those who may read the text."""
    anchor = anchor_of(post.thread) if post.is_opening else None
    return about_words(anchor) if anchor is not None and policies.can_follow_anchor(rights, anchor) else ""


@dataclass(frozen=True)
class ThreadAboutPage:
    """Saying later what a thread is about: first which text, then which words of it."""

    thread: Thread
    form: AboutForm | None
    texts: list[tuple[str, str]]
    menu: Menu | None
    template: str = "community/thread_about.html"

    @classmethod
    def build(cls, *, request: HttpRequest, thread: Thread, form: AboutForm | None = None) -> "ThreadAboutPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        assert thread.course is not None
        form = form or _form_asked(rights, thread, request.GET.get("text"))
        texts = [] if form is not None else texts_for(rights, thread)
        return cls(thread, form, texts, course_menu(request, thread.course))

    @property
    def thread_url(self) -> str:
        return thread_url(self.thread)

    @property
    def anchor(self) -> Anchor | None:
        return anchor_of(self.thread)

    @property
    def others_url(self) -> str:
        return reverse("community:thread-about", args=[self.thread.pk]) + "?text="


def _form_asked(rights: Rights, thread: Thread, asked: str | None) -> AboutForm | None:
    """For the text of the address; without one for that which it hangs on already."""
    anchor = anchor_of(thread)
    key = anchor.part_key if asked is None and anchor is not None else (asked or "")[:12]
    assert thread.course is not None
    part = text_of(rights, thread.course, key)
    if part is None:
        return None
    mine = anchor if anchor is not None and anchor.part_id == part.pk else None
    return AboutForm(text=part, initial=_said(mine) if mine else None)


def _said(anchor: Anchor) -> dict[str, Any]:
    if anchor.kind == AnchorKind.MOMENT:
        return {"video": anchor.video, "moment": clock(anchor.seconds or 0)}
    return {"words": anchor.exact, "before": anchor.prefix}


def texts_for(rights: Rights, thread: Thread) -> list[tuple[str, str]]:
    """Key and title of the texts that it can be about: those of its unit, or in the questions of a course all."""
    assert thread.course is not None
    texts = Part.objects.visible_to(rights, today=thread.course.today).live().filter(kind=PartKind.TEXT)
    texts = texts.filter(unit__course=thread.course)
    unit = thread.space.placement.unit if thread.space.placement is not None else None
    if unit is not None and not unit.about:
        texts = texts.filter(unit=unit)
    rows = texts.order_by("unit__position", "position", "pk").values_list("key", "title", "text", "unit__title")
    return [(key, f"{where}: {title or excerpt(text, 60)}") for key, title, text, where in rows[:MOST_TEXTS]]
