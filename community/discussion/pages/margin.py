"""What was asked about the texts of a unit: the passages marked in them, and the threads below each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject, Substr
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion.choices import AnchorKind, Found, State
from community.discussion.matching.inserting import Span, marked
from community.discussion.matching.videos import clock
from community.discussion.models import Anchor, Thread
from community.discussion.pages.about import name_of, video_at
from community.discussion.pages.gathering import Gathered
from community.discussion.pages.words import thread_url_in
from core.text import excerpt
from courses.models import Part
from courses.policies import has_not_ended

QUOTE = 140
FEW = 3
MOST = 30
Row = dict[str, Any]


def asked_about(rights: Rights) -> Subquery:
    """What this person may read of what hangs on a text, read together with the text itself."""
    theirs = Thread.objects.visible_to(rights).filter(pk=OuterRef("thread"), state=State.POSTED)
    rows = Anchor.objects.filter(Exists(theirs), part=OuterRef("pk")).order_by().values("part")
    columns = {
        **{name: F(name) for name in ("pk", "kind", "start", "end", "found", "video", "seconds")},
        "quote": Substr("exact", 1, QUOTE + 1),
        "thread": F("thread_id"),
        "title": F("thread__title"),
    }
    return Subquery(rows.annotate(rows=Gathered(JSONObject(**columns))).values("rows"))


@dataclass
class Passage:
    """One place of a text and the threads that hang on it; `name` is the address of its line below the text."""

    rows: list[Row]
    course: str
    start: int
    end: int
    in_text: bool = False

    @property
    def name(self) -> str:
        """Only where the words themselves could not be marked."""
        return "" if self.in_text else self.mark

    @property
    def mark(self) -> str:
        return name_of(self.rows[0]["pk"])

    @property
    def others(self) -> list[str]:
        return [name_of(row["pk"]) for row in self.rows[1:]]

    @property
    def threads(self) -> list[tuple[str, str]]:
        return [(row["title"], thread_url_in(self.course, row["thread"], row["title"])) for row in self.rows]

    @property
    def quote(self) -> str:
        return excerpt(self.rows[0]["quote"], QUOTE)

    @property
    def is_moment(self) -> bool:
        return bool(self.rows[0]["kind"] == AnchorKind.MOMENT)

    @property
    def has_changed(self) -> bool:
        return bool(self.rows[0]["found"] == Found.CHANGED)

    @property
    def clock(self) -> str:
        return clock(self.rows[0]["seconds"] or 0)

    @property
    def video_url(self) -> str:
        return "" if self.has_changed else video_at(self.rows[0]["video"], self.rows[0]["seconds"] or 0)

    @property
    def words(self) -> str:
        """What the link in the text says about where it leads."""
        n = len(self.rows)
        if n == 1:
            return _("Asked about this passage: %(title)s") % {"title": self.rows[0]["title"]}
        return ngettext("%(n)s thread about this passage", "%(n)s threads about this passage", n) % {"n": n}

    def href(self, section: str) -> str:
        """One thread is opened at once; of several one chooses below the text."""
        return self.threads[0][1] if len(self.rows) == 1 else f"#{section}"


@dataclass(frozen=True)
class AskedHere:
    """What `community/_asked.html` reads as `beside`."""

    section: str
    passages: list[Passage]
    total: int
    ask_url: str
    html: SafeString
    hidden: int = field(default=0)

    @property
    def is_open(self) -> bool:
        return len(self.passages) <= FEW


def asked_here(rights: Rights, part: Part, rows: Iterable[Row] | None) -> AskedHere | None:
    """No query. None where nothing was asked and this person cannot ask."""
    rows = sorted(rows or (), key=_order)
    ask_url = ask_address(part) if _asks(rights, part) else ""
    if not rows and not ask_url:
        return None
    passages, section = _passages(rows, part), f"asked-{part.key}"
    html = _marked(part, passages[:MOST], section) if rows else part.html
    shown = passages[:MOST]
    left = sum(len(each.rows) for each in passages[MOST:])
    return AskedHere(section, shown, len(rows), ask_url, mark_safe(html), left)


def _order(row: Row) -> tuple[bool, bool, int, int, int]:
    """As in the text; then its videos, and what has changed."""
    is_moment = row["kind"] == AnchorKind.MOMENT
    return row["found"] == Found.CHANGED, is_moment, row["start"], row["seconds"] or 0, row["pk"]


def ask_address(part: Part) -> str:
    return reverse("community:part-ask", args=[part.unit.course.slug, part.unit.slug, part.key])


def _asks(rights: Rights, part: Part) -> bool:
    course = part.unit.course
    return rights.is_member(course.scope) and bool(has_not_ended(course))


def _passages(rows: list[Row], part: Part) -> list[Passage]:
    """Passages that overlap are one; moments are the same second of the same video."""
    found: list[Passage] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and _together(last, row):
            last.rows.append(row)
            last.end = max(last.end, row["end"])
        else:
            found.append(Passage([row], part.unit.course.slug, row["start"], row["end"]))
    return found


def _together(last: Passage, row: Row) -> bool:
    first = last.rows[0]
    names = ("kind", "found", "video", "seconds")
    if row["found"] == Found.CHANGED or row["kind"] == AnchorKind.MOMENT:
        return all(first[name] == row[name] for name in (*names, "quote"))
    return bool(first["kind"] == row["kind"] and first["found"] != Found.CHANGED and row["start"] < last.end)


def _marked(part: Part, passages: list[Passage], section: str) -> str:
    """The text with its passages marked, where they are in it."""
    there = [each for each in passages if not each.is_moment and not each.has_changed]
    spans = tuple(Span(each.start, each.end, each.mark, each.href(section), each.words) for each in there)
    html = marked(part.html, part.text, spans)
    for each in there:
        each.in_text = f' id="{each.mark}"' in html
    return html
