"""What waits until a member of staff has looked at it, for whoever may see it."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import QuerySet

from accounts.choices import STAFF
from accounts.rights import Rights
from community.discussion.choices import Looked, State

if TYPE_CHECKING:
    from community.discussion.models import Approval, FirstLook


class ApprovalQuerySet(QuerySet["Approval"]):
    def visible_to(self, rights: Rights) -> Self:
        """In the places of which this person is staff, where they read the post."""
        return self.filter(
            post__thread__scope__path__under=rights.paths_with(*STAFF), post__audience__in=rights.audiences
        )

    def concerning(self, rights: Rights) -> Self:
        """Of their own posts, and of those that they look at as staff."""
        return self.filter(post__author=rights.user_id) | self.visible_to(rights)

    def undecided(self) -> Self:
        """Waiting, or returned to authors who have not sent it again."""
        return self.exclude(state=Looked.APPROVED).filter(post__state=State.HELD)

    def waiting(self) -> Self:
        return self.filter(state=Looked.WAITING, post__state=State.HELD)


class FirstLookQuerySet(QuerySet["FirstLook"]):
    def live(self, today: date) -> Self:
        return self.filter(ended_at__isnull=True, until__gte=today)


def approvals() -> ApprovalQuerySet:
    found: ApprovalQuerySet = apps.get_model("community", "Approval")._default_manager.all()  # noqa: SLF001
    return found
