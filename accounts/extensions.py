"""What higher apps declare about people."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.functional import Promise

from core.registry import Registry

if TYPE_CHECKING:
    from accounts.models import User


class PersonalData:
    """One app's share of what is known about a person."""

    key: str
    label: str | Promise

    def export(self, user: "User") -> dict[str, Any]:
        """Everything that this app keeps about the person, as plain JSON values."""
        raise NotImplementedError

    def erase(self, user: "User") -> None:
        """Remove it, or take the person out of it. Runs in the caller's transaction; running twice changes nothing."""
        raise NotImplementedError

    def hand_over(self, old: "User", new: "User") -> None:
        """Everything that stands under `old` (a placeholder) is from now on that of `new`. In the caller's transaction."""


class ProfilePanel:
    """A section of a person's profile that a higher app fills."""

    key: str
    template: str
    order: int = 50

    def context(self, *, request: HttpRequest, person: "User") -> dict[str, Any] | None:
        """What the template needs (as `panel`), or None to leave the section out. At most two queries."""
        raise NotImplementedError


class Tie:
    """A relation between two people that opens a profile kept for connections (a connection, a pair)."""

    key: str

    def holds(self, one_id: int, other_id: int) -> bool:
        """Whether it stands between them today. One query."""
        raise NotImplementedError


ties: Registry[Tie] = Registry()
personal_data: Registry[PersonalData] = Registry()
profile_panels: Registry[ProfilePanel] = Registry()
