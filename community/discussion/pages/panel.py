"""The body of discussion blocks in a unit: a composer, four tabs, the threads. One call for all blocks of the page."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, F, Sum, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import OFFERED, THREADS_PER_PAGE, WRITABLE, Anonymity, ThreadKind
from community.discussion.forms import StartForm
from community.discussion.models import Space, Thread
from community.discussion.pages import tabs
from community.discussion.pages.about import about_asked, query_of
from community.discussion.pages.composing import customs_lines, kinds_in, start_form, with_first_look
from community.discussion.pages.drafts import Begun, with_draft
from community.discussion.pages.files import fresh_beside
from community.discussion.pages.marking import OwnMark, own_mark
from community.discussion.pages.narrowing import Asked, Narrow, places_of
from community.discussion.pages.pen import pen_attributes
from community.discussion.pages.points import points_of
from community.discussion.pages.rows import Row, row_of
from community.discussion.pages.words import act, audience_line, names_line
from community.discussion.querysets import WAITING
from community.discussion.services import Label
from core.kept import At, Kept
from core.policy import Verdict, hidden
from courses.models import Placement
from courses.pages.frames import on_page

NONE = {tabs.FOR_YOU: 0, tabs.NEEDS: 0, tabs.UNREAD: 0}


@dataclass(frozen=True)
class Panel:
    """What `community/blocks/discussion.html` reads as `block.panel`."""

    placement: Placement
    spaces: list[Space]
    rows: list[Row]
    page: Page[Any]
    tab: str
    tabs: list[tabs.Tab]
    form: StartForm
    may_start: Verdict
    may_announce: bool
    begun: Begun | None
    places: list[tuple[str, str, bool]] = field(default_factory=list)
    labels: list[tuple[Label, str, bool]] = field(default_factory=list)
    waits: bool = False
    points: tuple[str, ...] = ()
    may_look_after: bool = False
    naming: Anonymity = Anonymity.OFF
    may_grade: bool = False
    mark: OwnMark | None = None
    may_ask_staff: bool = False
    kinds: Sequence[str] = OFFERED
    customs: Sequence[str] = ()

    @property
    def audience(self) -> str:
        if len(self.spaces) > 1:
            return {
                Anonymity.OFF: _("Whom you choose above, as counted there, will read this with your name."),
                Anonymity.CHOICE: _(
                    "Whom you choose above, as counted there, will read this with your name or without."
                ),
                Anonymity.ALWAYS: _("Whom you choose above, as counted there, will read this without your name."),
            }[self.naming]
        return audience_line(self.spaces[0], naming=self.naming) if self.spaces else ""

    @property
    def names_line(self) -> str:
        return names_line(self.spaces[0]) if self.naming != Anonymity.OFF else ""

    @property
    def prompt(self) -> str:
        """Below the title, where the block has a title of its own."""
        config = self.placement.config
        return str(config.get("prompt", "")) if config.get("title") else ""

    @property
    def starter(self) -> str:
        config = self.placement.config
        return str(config.get("starter") or config.get("prompt") or "")

    @property
    def acts(self) -> list[tuple[str, str, str]]:
        """Kind, its label, and what the button says for it: of those that are started here in a few words."""
        return [(str(kind), str(kind.label), act(kind)) for kind in WRITABLE if kind in self.kinds]

    @property
    def may_poll(self) -> bool:
        return ThreadKind.POLL in self.kinds

    @property
    def act(self) -> str:
        return act(str(self.form["kind"].value() or ThreadKind.QUESTION))

    @property
    def about_query(self) -> str:
        return query_of(self.form.about)

    @property
    def audience_id(self) -> str:
        return f"{self.placement.part.anchor}-reads"

    @property
    def names_id(self) -> str:
        return f"{self.placement.part.anchor}-names"

    @property
    def page_key(self) -> str:
        return f"p{self.placement.pk}"

    @property
    def draft_key(self) -> str:
        return f"start:{self.placement.pk}"

    @property
    def pen(self) -> SafeString:
        return pen_attributes(self.spaces[0])

    @property
    def promise(self) -> int:
        return self.placement.unit.course.promise_days

    @property
    def total(self) -> int:
        return next((tab.count for tab in self.tabs if tab.key == tabs.FOR_YOU), 0)


def panels_of(request: HttpRequest, placements: Sequence[Placement]) -> dict[int, Panel]:
    """Two queries for any number of blocks, one more for a block whose tab or page was asked for; and the gate."""
    rights: Rights = request.rights  # type: ignore[attr-defined]
    spaces = spaces_of(rights, placements)
    threads = Thread.objects.visible_to(rights).with_news_for(rights)
    first = first_rows(rights, placements)
    found = {}
    for placement in placements:
        mine, (rows, counts) = spaces.get(placement.pk, []), first.get(placement.pk, ([], NONE))
        narrow = Narrow.of(request.GET, placement, mine)
        counts = narrow.counts(threads.filter(space__in=mine)) if narrow else counts
        here = Asked.of(request.GET, placement, counts, narrow)
        rows = _asked_rows(threads, mine, here) if here.is_other else rows
        found[placement.pk] = _panel(request, here, mine, rows)
    return found


def _spaces(rights: Rights, at: At) -> Any:
    found = Space.objects.visible_to(rights).of_placements(at.set("placements")).with_news_for(rights)
    rows = with_draft(found.select_related("audience", "group", "scope"), rights, "placement__drafts")
    return with_first_look(rows, rights)


SPACES = Kept(_spaces)


def spaces_of(rights: Rights, placements: Sequence[Placement]) -> dict[int, list[Space]]:
    """Placement id → the spaces of it that this person reads, with everything at hand that policies ask for.

    Kept with the rights, and read for all blocks of the page: their kinds, and their summaries, ask only once.
    """
    kept: dict[int, list[Space]] = rights.memo.setdefault("community.spaces", {})
    missing = {placement.pk: placement for placement in on_page(rights, placements) if placement.pk not in kept}
    kept.update({pk: [] for pk in missing})
    for space in SPACES.rows(rights, placements=missing) if missing else ():
        assert space.placement_id is not None
        space.placement = missing[space.placement_id]
        space.course = space.placement.unit.course
        kept[space.placement_id].append(space)
    return {placement.pk: kept[placement.pk] for placement in placements}


First = tuple[list[Row], dict[str, int]]


def first_rows(rights: Rights, placements: Sequence[Placement]) -> dict[int, First]:
    """Placement id → the first page of its block, and how many threads each tab holds: one query for all of the page."""
    kept: dict[int, First] = rights.memo.setdefault("community.first", {})
    missing = [placement for placement in on_page(rights, placements) if placement.pk not in kept]
    if missing:
        kept.update({placement.pk: ([], NONE) for placement in missing})
        kept.update(_first_rows(rights, spaces_of(rights, missing)))
    return {placement.pk: kept[placement.pk] for placement in placements}


def _first_rows(rights: Rights, spaces: dict[int, list[Space]]) -> dict[int, First]:
    by_pk = {space.pk: space for mine in spaces.values() for space in mine}
    if not by_pk:
        return {}
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in _rows(FIRST.rows(rights, spaces=by_pk), by_pk):
        grouped[row.thread.space.placement_id or 0].append(row)
    return {pk: (rows, _counts(rows[0].thread)) for pk, rows in grouped.items()}


def _ranked(rights: Rights, at: At) -> Any:
    """The first threads of each block in these spaces, and beside each of them how many its block has."""
    block = [F("space__placement")]
    threads: Any = Thread.objects.visible_to(rights).with_news_for(rights)
    ranked = threads.filter(space__in=at.set("spaces")).for_rows()
    ranked = ranked.annotate(
        place=Window(RowNumber(), partition_by=block, order_by=tabs.order(tabs.FOR_YOU)),
        n_all=Window(Count("pk"), partition_by=block),
        n_needs=Window(Sum(Case(When(WAITING, then=1), default=0)), partition_by=block),
        n_unread=Window(Sum(Case(When(news=True, then=1), default=0)), partition_by=block),
    )
    return ranked.filter(place__lte=THREADS_PER_PAGE).order_by("space__placement", "place")


FIRST = Kept(_ranked)


def _counts(thread: Any) -> dict[str, int]:
    return {tabs.FOR_YOU: thread.n_all, tabs.NEEDS: thread.n_needs, tabs.UNREAD: thread.n_unread}


def _asked_rows(threads: Any, spaces: list[Space], asked: Asked) -> list[Row]:
    """The rows of a tab and a page that somebody asked for."""
    by_pk = {space.pk: space for space in spaces}
    wanted = asked.narrow.inside(threads.filter(tabs.condition(asked.tab), space__in=list(by_pk))).for_rows()
    return _rows(wanted.order_by(*tabs.order(asked.tab))[asked.start : asked.start + THREADS_PER_PAGE], by_pk)


def _rows(threads: Any, spaces: dict[int, Space]) -> list[Row]:
    found = list(threads)
    for thread in found:
        thread.space = spaces[thread.space_id]
        thread.course = thread.space.course
    several = Counter(space.placement_id for space in spaces.values())
    return [
        row_of(thread, where=_group_of(thread.space) if several[thread.space.placement_id] > 1 else "")
        for thread in found
    ]


def _group_of(space: Space) -> str:
    return space.group.name if space.group else ""


def _panel(request: HttpRequest, asked: Asked, spaces: list[Space], rows: list[Row]) -> Panel:
    rights: Rights = request.rights  # type: ignore[attr-defined]
    verdicts = [(space, policies.can_begin(rights, space)) for space in spaces]
    open_to = [space for space, verdict in verdicts if verdict]
    may_start = next((verdict for _space, verdict in verdicts if verdict), verdicts[0][1] if verdicts else hidden())
    begun = begun_in(request, spaces[0]) if spaces else None
    course = asked.placement.unit.course
    staff = policies.speaks_for_staff(rights, course.scope)
    form = start_form(asked.placement, open_to, initial=begun.initial if begun else None, staff=staff)
    if open_to:
        form.beside = fresh_beside(open_to[0], begun.files if begun else ())
        form.about = about_asked(rights, asked.placement, request.GET)
    return Panel(
        placement=asked.placement,
        spaces=open_to or spaces,
        rows=rows,
        page=asked.page,
        tab=asked.tab,
        tabs=tabs.tabs_of(asked.tab, asked.counts, asked.tab_url),
        form=form,
        begun=begun,
        places=places_of(asked.narrow, spaces),
        labels=[
            (label, asked.narrow.with_label(label), label == asked.narrow.label)
            for label in services.labels_offered(course)
        ],
        may_start=may_start,
        waits=any(policies.waits(rights, space) for space in spaces),
        points=points_of(rights, asked.placement),
        may_look_after=bool(spaces) and bool(policies.can_look_after(rights, course)),
        may_ask_staff=any(policies.can_ask_staff(rights, space) for space in open_to),
        naming=policies.naming(rights, spaces[0]) if spaces else Anonymity.OFF,
        kinds=kinds_in(asked.placement),
        customs=customs_lines(rights, open_to),
        may_grade=bool(asked.placement.config.get("marking")) and bool(policies.can_grade(rights, course)),
        mark=own_mark(rights, asked.placement),
        may_announce=any(policies.can_start_thread(rights, space, ThreadKind.ANNOUNCEMENT) for space in spaces),
    )


def begun_in(request: HttpRequest, space: Space) -> Begun:
    """What this person has begun to write in a block."""
    return Begun.of(request, space, reverse("community:space-draft", args=[space.pk]))
