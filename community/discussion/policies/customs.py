"""The customs of a place: what its educator decided about who writes there, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.rights import Rights
from community.discussion.choices import LONGEST_WAIT, OFFERED, UNDO, Approving, Starters, ThreadKind
from community.discussion.models import Post, Space
from community.discussion.policies.reading import speaks_for_staff
from core import moments
from core.numbers import number_in
from core.policy import Refused, Verdict, no, yes

LAST_WORDS = "community.last_words"
"""Where the rights of one request keep when this person wrote last, place by place."""
NOT_HERE = {
    ThreadKind.QUESTION: _("Questions are not asked here."),
    ThreadKind.CLAIM: _("Claims are not made here."),
    ThreadKind.RESOURCE: _("Resources are not shared here."),
    ThreadKind.POLL: _("There are no polls here."),
}


class TooSoon(Refused):
    """The words are kept, and can be sent when it is time."""


@dataclass(frozen=True, slots=True)
class Customs:
    """`slow`: how long a learner waits between two posts; `reviewer` 0: whoever teaches the course."""

    kinds: tuple[str, ...] = OFFERED
    starters: str = Starters.EVERYBODY
    read_only: bool = False
    slow: timedelta = timedelta()
    approval: str = Approving.NONE
    reviewer: int = 0
    days: int = 1

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Customs":
        """From what stands in the config of a placement; what it does not say is as in any open discussion."""
        named = config.get("kinds") or OFFERED
        minutes = min(number_in(config.get("slow")) or 0, int(LONGEST_WAIT.total_seconds() // 60))
        return cls(
            kinds=tuple(str(kind.value) for kind in OFFERED if kind in named) or OFFERED,
            starters=str(config.get("starters") or Starters.EVERYBODY),
            read_only=bool(config.get("read_only")),
            slow=timedelta(minutes=minutes),
            approval=str(config.get("approval") or Approving.NONE),
            reviewer=number_in(config.get("reviewer")) or 0,
            days=max(number_in(config.get("approval_days")) or 1, 1),
        )


def customs_of(space: Space) -> Customs:
    """Those of its block; a place without a block (a pair's) has none."""
    return Customs() if space.placement is None else Customs.of(space.placement.config)


def takes(space: Space, kind: str) -> Verdict:
    """Whether threads of this kind are started here; kinds that nobody chooses go everywhere."""
    kinds = customs_of(space).kinds
    if kind in kinds or kind not in OFFERED:
        return yes()
    names = get_text_list([str(ThreadKind(each).label) for each in kinds], _t("and"))
    return no(_("%(reason)s This place is for: %(kinds)s.") % {"reason": NOT_HERE[ThreadKind(kind)], "kinds": names})


def can_write_under(rights: Rights, space: Space) -> Verdict:
    """Where a place is there to be read, only its staff write."""
    if customs_of(space).read_only and not speaks_for_staff(rights, space.scope):
        return no(_("Only staff write here. Everything can be read."))
    return yes()


def can_begin_under(rights: Rights, space: Space) -> Verdict:
    """Whom the place lets start threads; others answer in those that are there."""
    starters = customs_of(space).starters
    if starters == Starters.EVERYBODY or speaks_for_staff(rights, space.scope):
        return yes()
    if starters == Starters.MENTORS:
        words = _("Staff and mentors start the threads here. You can answer in them.")
        return yes() if _mentors(rights, space) else no(words)
    return no(_("Staff start the threads here. You can answer in them."))


def _mentors(rights: Rights, space: Space) -> bool:
    return any(Role.MENTOR in rights.memberships.get(pk, ()) for pk in space.scope.ancestor_ids)


def is_looked_after(rights: Rights, space: Space) -> bool:
    """Neither staff of the place nor a mentor in it: for these alone it is slowed down, or looked at first."""
    return not speaks_for_staff(rights, space.scope) and not _mentors(rights, space)


def writes_again_at(rights: Rights, space: Space) -> datetime | None:
    """When this person may post here again, where the place is slow and they have just written."""
    slow = customs_of(space).slow
    if not slow or not is_looked_after(rights, space):
        return None
    last = _last_words(rights).get(space.pk)
    again = last + slow if last is not None else None
    return again if again is not None and again > timezone.now() else None


def _last_words(rights: Rights) -> dict[int, datetime]:
    """Place → when this person wrote there last, within a day, for all who read there: one query for all places.

    What they took back at once does not count.
    """
    if LAST_WORDS not in rights.memo:
        mine = Post.objects.filter(author=rights.user_id, created_at__gte=timezone.now() - LONGEST_WAIT)
        mine = mine.filter(audience=F("space__audience")).exclude(gone_at__lte=F("created_at") + UNDO)
        rights.memo[LAST_WORDS] = dict(
            mine.order_by().values_list("space_id").annotate(last=Max(Coalesce("approval__sent_at", "created_at")))
        )
    found: dict[int, datetime] = rights.memo[LAST_WORDS]
    return found


def can_post_now(rights: Rights, space: Space) -> Verdict:
    again = writes_again_at(rights, space)
    if again is None:
        return yes()
    return no(
        _("%(pace)s You can post again at %(time)s.")
        % {"pace": pace_line(customs_of(space).slow), "time": moments.clock(again)}
    )


def pace_line(slow: timedelta) -> str:
    minutes = int(slow.total_seconds() // 60)
    words = ngettext(
        "Here everybody waits %(n)s minute between two posts.",
        "Here everybody waits %(n)s minutes between two posts.",
        minutes,
    )
    return words % {"n": minutes}
