"""The answer to «may they?», with the reason in words."""

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Refused(PermissionDenied):
    """A verdict that was required and said no; 403.html shows its reason."""

    def __init__(self, verdict: "Verdict") -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` is a sentence for the person, `way_out` an address that helps, and `way`
    what one does there.

    `secret` means that even the refusal would tell too much: the page answers 404.
    """

    allowed: bool
    reason: str | Promise = ""
    way_out: str = ""
    secret: bool = False
    way: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> Self:
        """Raise `Refused` unless allowed."""
        if not self.allowed:
            raise Refused(self)
        return self


YES = Verdict(allowed=True)


def yes() -> Verdict:
    return YES


def no(reason: str | Promise, *, way_out: str = "", way: str | Promise = "") -> Verdict:
    return Verdict(allowed=False, reason=reason, way_out=way_out, way=way)


def hidden() -> Verdict:
    """A no that must look like absence."""
    return Verdict(allowed=False, secret=True)
