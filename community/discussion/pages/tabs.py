"""The four ways to look at a list of threads."""

from dataclasses import dataclass

from django.db.models import Case, F, OrderBy, Q, Value, When
from django.utils.translation import gettext as _

from community.discussion.querysets import BY_PROMISE, WAITING

FOR_YOU, NEEDS, UNREAD, NEWEST = "for-you", "needs-answer", "unread", "newest"
ENDORSED, MINE = "endorsed", "mine"
KEYS = (FOR_YOU, NEEDS, UNREAD, NEWEST)
MORE = (*KEYS, ENDORSED, MINE)
"""Those of the list of a whole course."""
PINNED_FIRST = Case(When(pinned_at__isnull=False, then=Value(0)), default=Value(1))


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    url: str
    count: int = 0
    current: bool = False

    @property
    def shows_count(self) -> bool:
        return self.key in {NEEDS, UNREAD}


def known(key: str | None, keys: tuple[str, ...] = KEYS) -> str:
    return key if key in keys else FOR_YOU


def condition(key: str, user_id: int | None = None) -> Q:
    """Which threads a tab shows; needs `news` on the rows."""
    endorsed = Q(endorsed_post__isnull=False)
    return {NEEDS: WAITING, UNREAD: Q(news=True), ENDORSED: endorsed, MINE: Q(author=user_id)}.get(key, Q())


def order(key: str) -> list[OrderBy]:
    """Pinned and what is new to the reader first; the oldest promise first; or simply the newest."""
    if key == NEEDS:
        return list(BY_PROMISE)
    if key in {NEWEST, ENDORSED, MINE}:
        return [F("created_at").desc(), F("pk").desc()]
    return [PINNED_FIRST.asc(), F("news").desc(), F("last_post_at").desc(), F("pk").desc()]


def tabs_of(current: str, counts: dict[str, int], url: str, keys: tuple[str, ...] = KEYS) -> list[Tab]:
    """`url` ends where the key of the tab is to stand."""
    labels = {
        FOR_YOU: _("For you"),
        NEEDS: _("Needs an answer"),
        UNREAD: _("Unread"),
        NEWEST: _("Newest"),
        ENDORSED: _("Endorsed"),
        MINE: _("Mine"),
    }
    return [
        Tab(key, labels[key], url.replace("%tab%", key), counts.get(key, 0), current=key == current) for key in keys
    ]
