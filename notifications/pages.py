"""What the pages about notices show."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from core.menus import Menu, settings_menu
from core.text import excerpt
from notifications import services
from notifications.choices import Category
from notifications.extensions import Message, NoticeKind, notices
from notifications.forms import LevelsForm, RhythmForm
from notifications.models import Mail, Notice, Preference
from notifications.querysets import within

if TYPE_CHECKING:
    from accounts.http import Request

Text = str | Promise
SIZE, WORDS = 20, 160
TABS = {
    Category.FOR_ME: "notifications:inbox",
    Category.MENTORING: "notifications:inbox-mentoring",
    Category.DECISIONS: "notifications:inbox-decisions",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One notice in a list: its words, or none when the thing is gone or no longer theirs to see."""

    notice: Notice
    message: Message | None
    kind: NoticeKind | None

    @property
    def body(self) -> str:
        if self.message is None or self.message.whole:
            return self.message.body if self.message else ""
        return excerpt(self.message.body, WORDS)

    @property
    def icon(self) -> str:
        return self.kind.icon if self.kind and self.message else "bell"

    @property
    def tone(self) -> str:
        return self.kind.tone if self.kind and self.message else ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    current: bool
    count: int = 0


def rows_of(request: "Request", rows: "list[Notice]") -> list[Row]:
    words = services.words_of(user=request.user, rights=request.rights, rows=rows)
    return [Row(notice=row, message=words.get(row.pk), kind=notices.get(row.kind)) for row in rows]


def tabs(request: "Request", current: str) -> list[Tab]:
    """Each with how many notices in it are unread: one query."""
    unread = Notice.objects.visible_to(request.rights).unread().order_by()
    counts = dict(unread.values_list("category").annotate(n=Count("pk")))
    shown = [
        Tab(label=category.label, url=reverse(name), current=current == category, count=counts.get(category, 0))
        for category, name in TABS.items()
    ]
    archive = Tab(label=_("Digest archive"), url=reverse("notifications:digests"), current=current == "digests")
    return [*shown, archive]


@dataclass(frozen=True)
class InboxPage:
    """One tab of the inbox, the newest first."""

    tabs: list[Tab]
    tab: Category
    numbers: Page[Notice]
    rows: list[Row]
    template = "notifications/inbox.html"

    @property
    def unread(self) -> int:
        return sum(tab.count for tab in self.tabs if tab.current)

    @classmethod
    def build(cls, *, request: "Request", tab: Category) -> "InboxPage":
        mine = Notice.objects.visible_to(request.rights).filter(category=tab).select_related("event").order_by("-pk")
        page = Paginator(mine, SIZE).get_page(request.GET.get("page"))
        return cls(tabs=tabs(request, tab), tab=tab, numbers=page, rows=rows_of(request, list(page.object_list)))


@dataclass(frozen=True)
class DigestsPage:
    """The digests that were sent, the newest first."""

    tabs: list[Tab]
    numbers: Page[Mail]
    next_at: datetime | None
    template = "notifications/digests.html"

    @classmethod
    def build(cls, *, request: "Request") -> "DigestsPage":
        sent = (
            Mail.objects.digests_of(request.rights)
            .annotate(told=Count("notices", filter=within(request.rights, "notices__")))
            .order_by("-done_at", "-pk")
        )
        page = Paginator(sent, SIZE).get_page(request.GET.get("page"))
        schedule = getattr(request.user, "digest_schedule", None)
        return cls(tabs=tabs(request, "digests"), numbers=page, next_at=schedule.next_at if schedule else None)


@dataclass(frozen=True)
class DigestPage:
    """One digest, in the words its notices have today."""

    tabs: list[Tab]
    mail: Mail
    rows: list[Row]
    template = "notifications/digest.html"

    @classmethod
    def build(cls, *, request: "Request", mail: Mail) -> "DigestPage":
        told = list(mail.notices.visible_to(request.rights).select_related("event").order_by("pk"))
        return cls(tabs=tabs(request, "digests"), mail=mail, rows=rows_of(request, told))


@dataclass(frozen=True)
class SettingsPage:
    """What comes by mail, and when."""

    menu: Menu
    levels: LevelsForm
    rhythm: RhythmForm
    time_zone: str
    now: datetime
    next_at: datetime | None
    template = "notifications/settings.html"

    @classmethod
    def build(
        cls, *, request: "Request", levels: LevelsForm | None = None, rhythm: RhythmForm | None = None
    ) -> "SettingsPage":
        schedule = getattr(request.user, "digest_schedule", None)
        return cls(
            menu=settings_menu(request),
            levels=levels or levels_form(request),
            rhythm=rhythm or RhythmForm(instance=schedule),
            time_zone=request.user.time_zone,
            now=timezone.now(),
            next_at=schedule.next_at if schedule else None,
        )

    @property
    def groups(self) -> list[tuple[Text, list[tuple[NoticeKind, object]]]]:
        """The fields of the kinds, under the tab of the inbox they come in."""
        found: dict[str, list[tuple[NoticeKind, object]]] = {category: [] for category in Category}
        for key, kind in self.levels.kinds.items():
            found[kind.category].append((kind, self.levels[key]))
        return [(Category(category).label, fields) for category, fields in found.items() if fields]


def levels_form(request: "Request", data: object = None) -> LevelsForm:
    chosen = dict(Preference.objects.filter(user=request.user).values_list("kind", "level"))
    mine = [kind for kind in notices if not kind.roles or request.rights.scopes_with(*map(Role, kind.roles))]
    kinds = sorted(mine, key=lambda kind: (kind.level, str(kind.label)), reverse=True)
    return LevelsForm(data, kinds=kinds, levels=chosen)


@dataclass(frozen=True)
class StopPage:
    """The page behind the link in a mail: it changes nothing until its button is pressed."""

    token: str
    label: Text
    digest: bool
    done: bool = False
    template = "notifications/stop.html"
