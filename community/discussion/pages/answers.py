"""Small words to a post, and the answer that several people write: its field, its versions, what two of them differ in."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import OPENING, TOGETHER, Anonymity, Reaction
from community.discussion.forms.answers import AnsweringForm, SharedForm
from community.discussion.models import Post, PostRevision, Thread
from community.discussion.pages.acts import PostActPage, menu_of
from community.discussion.pages.drafts import Begun, with_keeping
from community.discussion.pages.pen import with_pen
from community.discussion.pages.words import audience_line, names_line, permalink, thread_url
from core import moments
from core.menus import Menu
from courses.models import Course
from courses.pages.studio import studio_menu
from ethics.services.differences import WORDS, Run, words

GLYPHS = {
    Reaction.THANKS: "hand",
    Reaction.INTERESTING: "eye",
    Reaction.THINK: "target",
    Reaction.DISAGREE: "scale",
}
COMPARED = 40_000
"""So many pairs of changed words are compared with each other; beyond that the whole passage counts as changed."""


@dataclass(frozen=True)
class Said:
    """One small word: how many said it, and whether this reader did."""

    kind: Reaction
    n: int
    mine: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def icon(self) -> str:
        return GLYPHS[self.kind]


def reactions_to(post: Post) -> tuple[Said, ...]:
    """Those that the course offers, and those that this reader said before it stopped; nobody sees whose the others are."""
    mine = getattr(post, "reacted_me", 0) or 0
    offered = services.reactions_of(post.thread.course)
    return tuple(Said(each, post.reactions.get(str(each), 0), bool(mine & each.bit)) for each in offered)


def written_line(post: Post) -> str:
    """ "Written by 3 people, last change by Fay on 12 March"."""
    people = ngettext("Written by %(n)s person", "Written by %(n)s people", post.writers) % {"n": post.writers}
    if post.edited_at is None:
        return people
    last = {"people": people, "name": post.persona.name, "time": moments.full(post.edited_at)}
    return _("%(people)s, last change by %(name)s, %(time)s") % last


def compared(old: str, new: str) -> list[Run]:
    """Two texts as one run of words. What they begin and end with alike is not looked at, and no text takes long."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    ends = min(len(before), len(after))
    head = next((n for n in range(ends) if before[n] != after[n]), ends)
    tail = next((n for n in range(ends - head) if before[-1 - n] != after[-1 - n]), ends - head)
    middle = "".join(before[head : len(before) - tail]), "".join(after[head : len(after) - tail])
    if (len(before) - head - tail) * (len(after) - head - tail) > COMPARED:
        changed: list[Run] = [("del", middle[0]), ("ins", middle[1])]
    else:
        changed = words(*middle)
    kept: list[Run] = [("", "".join(before[:head])), *changed, ("", "".join(before[len(before) - tail :]))]
    return [run for run in kept if run[1]]


@dataclass(frozen=True)
class SharedPage:
    """The field in which everybody writes. `theirs` is what somebody saved meanwhile, against what the writer had seen."""

    thread: Thread
    post: Post | None
    form: SharedForm
    begun: Begun
    menu: Menu | None
    naming: Anonymity
    theirs: list[Run] = field(default_factory=list)
    overtaken: bool = False
    template: str = "community/shared_answer.html"

    @classmethod
    def build(
        cls,
        *,
        request: HttpRequest,
        thread: Thread,
        post: Post | None,
        form: SharedForm | None,
        overtaken: bool = False,
    ) -> "SharedPage":
        """Without a form what this person had begun; where somebody saved another version since, beside that."""
        rights: Rights = request.rights  # type: ignore[attr-defined]
        begun = Begun.on_page(request, thread, TOGETHER)
        if form is None:
            form, overtaken = _begun_form(post, begun if "anew" not in request.GET else None)
        with_pen(form, thread)
        with_keeping(form, begun)
        mine = str(form["source"].value() or "")
        return cls(
            thread=thread,
            post=post,
            form=form,
            begun=begun,
            menu=menu_of(request, thread),
            naming=policies.naming(rights, thread.space),
            overtaken=overtaken,
            theirs=compared(mine, post.source) if overtaken and post is not None else [],
        )

    @property
    def audience(self) -> str:
        return audience_line(self.thread.space, self.thread, naming=self.naming)

    @property
    def names_line(self) -> str:
        return names_line(self.thread.space) if self.naming != Anonymity.OFF else ""

    @property
    def written(self) -> str:
        return written_line(self.post) if self.post is not None else ""

    @property
    def thread_url(self) -> str:
        return thread_url(self.thread)

    @property
    def back(self) -> str:
        return permalink(self.post) if self.post is not None else self.thread_url


def _begun_form(post: Post | None, begun: Begun | None) -> tuple[SharedForm, bool]:
    """What one had begun, or what stands there; and whether somebody saved another version meanwhile."""
    now = post.version if post is not None else 0
    if begun is None or not begun.source:
        return SharedForm(initial={"source": post.source if post is not None else "", "seen": now}), False
    initial = begun.initial | {"seen": now}
    return SharedForm(initial=initial), post is not None and begun.reply_to != now and begun.source != post.source


@dataclass(frozen=True)
class Version:
    """One version: its number, who saved it and when. Without a revision it is what stands there now; `is_hidden` by a
    moderator, its words are not here."""

    number: int
    name: str
    at: Any
    source: str
    html: str
    revision: PostRevision | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class VersionsPage(PostActPage):
    """Every version of a shared answer, one of them in words, and what it changed."""

    versions: list[Version]
    shown: Version
    runs: list[Run]
    may_bring_back: bool
    may_report: bool
    template: str = "community/shared_history.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post) -> "VersionsPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        versions = versions_of(post, rights)
        asked = request.GET.get("version", "")
        shown = next((each for each in versions if str(each.number) == asked), versions[0])
        older = next((each for each in versions if each.number < shown.number), None)
        return cls(
            post=post,
            menu=menu_of(request, post.thread),
            versions=versions,
            shown=shown,
            runs=compared(older.source, shown.source) if older and not (older.is_hidden or shown.is_hidden) else [],
            may_bring_back=_is_seen(shown) and bool(policies.can_bring_back(rights, post)),
            may_report=_is_seen(shown) and shown.revision.author_id not in {None, rights.user_id},  # type: ignore[union-attr]
        )


def _is_seen(version: Version) -> bool:
    """An earlier one that no moderator hid."""
    return version.revision is not None and version.revision.hidden_at is None


def versions_of(post: Post, rights: Rights) -> list[Version]:
    """The newest first; a version that went with whoever wrote it leaves its number free."""
    rows = post.revisions.select_related("persona__user").order_by("-said_at", "-pk")
    now = Version(post.version, post.persona.name, post.edited_at or post.created_at, post.source, post.html)
    return [now, *(_version(row, post, post.version - n, rights) for n, row in enumerate(rows, 1))]


def _version(row: PostRevision, post: Post, number: int, rights: Rights) -> Version:
    name = row.persona.name if row.persona is not None else _("Somebody")
    if not policies.can_read_version(rights, post, row):
        return Version(number, name, row.said_at, "", "", row, is_hidden=True)
    return Version(number, name, row.said_at, row.source, row.html, row)


@dataclass(frozen=True)
class AnsweringPage:
    """Whether a course has shared answers, and which small words it chose."""

    course: Course
    form: AnsweringForm
    menu: Menu
    template: str = "community/answering.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course, form: AnsweringForm | None = None) -> "AnsweringPage":
        chosen = [str(each) for each in services.reactions_of(course)]
        initial = {"shared": policies.shares_answers(course), "reactions": chosen}
        return cls(course, form or AnsweringForm(initial=initial), studio_menu(request, course))


def begins(rights: Rights, thread: Thread, views: list[Any]) -> bool:
    """Whether this reader is offered to begin a shared answer: on the first page, where there is none yet."""
    first = bool(views) and views[0].post.seq == OPENING
    there = any(view.post.is_shared and not view.is_gone for view in views)
    return first and not there and bool(policies.can_write_shared(rights, thread, None))
