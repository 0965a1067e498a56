"""What higher apps declare about acts that rules guard."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from core.registry import Registry

if TYPE_CHECKING:
    from accounts.models import Scope


class Gate:
    """An act that may wait for something (an acceptance, a scenario, a checklist), for instance the first post."""

    key: str
    label: str | Promise


class Corpus:
    """Texts that a dry run of a rule may read; counts are all that leaves it."""

    key: str

    def iterate(self, scope: "Scope", since: datetime) -> Iterator[str]:
        raise NotImplementedError


gates: Registry[Gate] = Registry()
corpora: Registry[Corpus] = Registry()
