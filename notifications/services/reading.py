"""What a person has seen of their notices."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.rights import rights_of
from notifications.models import Notice

if TYPE_CHECKING:
    from accounts.models import User


def mark_read(*, actor: "User", notice: Notice) -> bool:
    """One notice was opened; opening it again changes nothing."""
    mine = Notice.objects.unread().filter(pk=notice.pk, recipient=actor)
    return bool(mine.update(read_at=timezone.now()))


def mark_all_read(*, actor: "User", category: str = "") -> int:
    """Everything in this tab of the inbox, or in all of them, as far as this host shows it; how many there were."""
    mine = Notice.objects.visible_to(rights_of(actor)).unread()
    if category:
        mine = mine.filter(category=category)
    return mine.update(read_at=timezone.now())


def mark_read_about(*, user_id: int, kinds: Iterable[str], fold: str) -> int:
    """The person has seen the thing itself, so its notices need not wait for them any more."""
    folds = [f"{kind}:{fold}"[:120] for kind in kinds]
    return Notice.objects.unread().filter(recipient=user_id, fold__in=folds).update(read_at=timezone.now())
