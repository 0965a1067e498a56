"""What the owners of content declare, so that moderation can act on what it has never heard of."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.functional import Promise

from core.registry import Registry

if TYPE_CHECKING:
    from accounts.models import Scope, User
    from accounts.rights import Rights


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stood there when it was reported: kept with its SHA-256; the desk shows this and nothing else.

    `html` is what readers saw (cleaned); `before` and `after` are the neighbours as {"who", "text", "at"}, where `who` is
    what peers saw; `edited_at` (ISO 8601) is the last edit, or the moment it was written: it names the rules that applied.
    """

    title: str
    text: str
    html: str
    author_id: int | None
    persona: str
    audience_line: str
    url: str
    before: list[dict[str, str]] = field(default_factory=list)
    after: list[dict[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    edited_at: str = ""


class ContentKind:
    """Something that people write and that can be reported, hidden, restored and appealed.

    `hide`, `restore` and `ask_to_edit` carry out what was decided and take no actor; they run in the decider's transaction.
    """

    key: str
    label: str | Promise

    def get(self, object_id: int) -> Any:
        """The content, whatever its state; raises ObjectDoesNotExist."""
        raise NotImplementedError

    def get_many(self, object_ids: Collection[int]) -> dict[int, Any]:
        """Those that are there, by id; override to read them in one query."""
        found = {}
        for object_id in object_ids:
            with suppress(ObjectDoesNotExist):
                found[object_id] = self.get(object_id)
        return found

    def may_see(self, rights: "Rights", content: Any) -> bool:
        """May this person read it (and so report it)?"""
        raise NotImplementedError

    def author(self, content: Any) -> "User | None":
        raise NotImplementedError

    def scope(self, content: Any) -> "Scope":
        raise NotImplementedError

    def snapshot(self, content: Any) -> Snapshot:
        raise NotImplementedError

    def url(self, content: Any) -> str:
        raise NotImplementedError

    def hide(self, content: Any) -> None:
        raise NotImplementedError

    def restore(self, content: Any) -> None:
        """Back to its old place, with no mark."""
        raise NotImplementedError

    def ask_to_edit(self, content: Any) -> None:
        """Nothing to enact where the letter is enough."""


class Conflict:
    """A relation that keeps a moderator out of a case.

    `staff_first_allows`: where course staff act first (fewer than three moderators), this relation does not bar them.
    """

    key: str
    label: str | Promise
    staff_first_allows: bool = False

    def people(self, person_id: int) -> "QuerySet[Any, Any]":
        """Ids of everybody who stands in this relation to the person, as `.values("<id>")`: part of the desk's own query."""
        raise NotImplementedError

    def between(self, person_id: int, people: "list[int]") -> set[int]:
        """Which of these people stand in this relation to the person (teaches, mentors, is connected to). One query."""
        return {pk for row in self.people(person_id) for pk in row.values()} & set(people)


kinds: Registry[ContentKind] = Registry()
conflicts: Registry[Conflict] = Registry()
