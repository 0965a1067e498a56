"""What higher apps declare about places to talk."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise

from core.policy import Verdict, yes
from core.registry import Registry

if TYPE_CHECKING:
    from accounts.rights import Rights
    from community.models import Space, Thread


class SpaceKind:
    """A kind of place: its address and its door plate belong to whoever declares it."""

    key: str
    label: str | Promise

    def url(self, space: "Space") -> str:
        raise NotImplementedError

    def thread_url(self, thread: "Thread") -> str | None:
        """The address of a thread when it is not the course's `/c/<course>/t/<id>-<title>/`."""
        return None

    def door_plate(self, space: "Space") -> str:
        """One line: whose place this is, and who is inside."""
        raise NotImplementedError

    def may_write(self, rights: "Rights", space: "Space") -> Verdict:
        """What else has to be true before somebody who reads there writes there."""
        return yes()


space_kinds: Registry[SpaceKind] = Registry()
