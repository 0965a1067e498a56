"""What higher apps declare about a course: the blocks of a unit, the panels of course home and home, the door."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

from core.registry import Registry
from courses.extensions.runs import Copied, Found, RunPart, ToCheck, run_parts, to_check

__all__ = [
    "Arrival",
    "BlockType",
    "Copied",
    "CourseLink",
    "CoursePanel",
    "Doorway",
    "Found",
    "HomePanel",
    "MemberAct",
    "Received",
    "RunPart",
    "ToCheck",
    "blocks",
    "course_links",
    "course_panels",
    "doorways",
    "home_panels",
    "member_acts",
    "run_parts",
    "to_check",
]

if TYPE_CHECKING:
    from accounts.models import Membership, Scope, User
    from accounts.rights import Rights
    from courses.models import Course, Part, Placement


@dataclass(frozen=True)
class Arrival:
    """What an import tells the block that its posts are written into.

    `source` names where they come from (with the course it is their identity), `import_id` the import they arrive with,
    `people` says who stands here for the people of the source, and `roles` as what they spoke.
    """

    course_id: int
    source: str
    import_id: int | None
    people: Mapping[str, int]
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Received:
    """What became of posts that arrived: new ones, those that changed at the source, and those kept as they are here."""

    threads: int = 0
    posts: int = 0
    updated: int = 0
    kept: int = 0

    def add(self, other: "Received") -> None:
        self.threads += other.threads
        self.posts += other.posts
        self.updated += other.updated
        self.kept += other.kept


class BlockType:
    """A tool that can be placed in a unit. Its verbs run inside the caller's transaction.

    `kind` is the word of the block frame ("discussion", "people", "mentor"), `icon` the symbol beside it,
    `config_form` a form whose cleaned data is the placement's `config` (prompt and options, never identities).
    A tool that is `built_in` stands in the first unit of every course, "About this course".
    """

    key: str
    label: str | Promise
    icon: str
    kind: str
    template: str
    config_form: type[forms.Form]
    counts_as_tool: bool = True
    built_in: bool = False
    purpose: str | Promise = ""
    imports: str = ""  # the kind of imported element that becomes this block ("discussion")

    def form_for(
        self,
        course: "Course",
        data: Any = None,
        initial: dict[str, Any] | None = None,
        placement: "Placement | None" = None,
    ) -> forms.Form:
        """The form of its options in this course; `placement` is the one to change, if it stands already."""
        return self.config_form(data, initial=initial)

    def title(self, placement: "Placement") -> str:
        """The heading of the block."""
        return str(placement.config.get("prompt") or self.label)

    def suggested_why(self, placement_unit: Any) -> str:
        """A first draft of «why this is here» that the educator may change."""
        return str(self.purpose)

    def placed(self, placement: "Placement", *, actor: "User | None") -> None:
        """A placement was made (open its spaces). Nobody acts where a command imports a course."""

    def changed(self, placement: "Placement", *, actor: "User") -> None:
        """Its config or dates changed."""

    def regrouped(self, placement: "Placement") -> None:
        """The course has one group more, or one fewer."""

    def is_only_for(self, placement: "Placement", group: "Scope") -> bool:
        """This block is for one group, and it is this one."""
        return False

    @property
    def dates(self) -> list[str]:
        """Which of its options are days; they move with the course into a new run."""
        return [name for name, each in self.config_form.base_fields.items() if isinstance(each, forms.DateField)]

    def carried_config(self, placement: "Placement") -> dict[str, Any]:
        """Its options for another course: without what binds it to people or groups of this one."""
        return dict(placement.config)

    def copied(self, old: "Placement", new: "Placement") -> None:
        """The unit was copied to a new run: fresh spaces, no posts."""

    def retired(self, placement: "Placement") -> None:
        """It left the unit; what people wrote stays readable at its own address."""

    def imported_config(self, element: Any) -> dict[str, Any]:
        """The config of a block that comes from another system; `element` is a PartNode of the importers."""
        return {"prompt": element.title}

    def imported(self, placement: "Placement", element: Any) -> None:
        """It came from another system's discussion."""

    def prepared(self, threads: Any) -> Iterator[Any]:
        """The ThreadNodes of an import made ready outside any transaction, in pieces small enough for one each."""
        return iter(())

    def receive(self, placement: "Placement", pieces: "Sequence[Any]", arrival: Arrival) -> Received:
        """Write prepared pieces: found again by their source ids, nothing doubled, nobody told."""
        return Received()

    def answered(self, import_ids: "Sequence[int]", placements: "Sequence[int]") -> str:
        """Why what arrived (and these blocks with it) cannot be taken out again; nothing where it can."""
        return ""

    def withdraw(self, import_id: int, *, limit: int) -> int:
        """Take out at most so many of the posts that arrived with an import; how many went."""
        return 0

    def vacated(self, placement: "Placement") -> None:
        """The placement of an undone import is about to be deleted: take the empty places with it."""

    def contexts(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        """Placement id → what `template` needs (as `block`): one call for all blocks of this kind on the page."""
        raise NotImplementedError

    def summary(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        """Placement id → {"posts": n, "new": n}, for folded blocks and lists."""
        return {}


class CoursePanel:
    """A section of course home; `place` is "main" or "aside"."""

    key: str
    template: str
    place: str = "main"
    order: int = 50

    def context(self, *, request: HttpRequest, course: "Course") -> dict[str, Any] | None:
        """What the template needs (as `panel`), or None to leave it out. At most one query."""
        raise NotImplementedError


class HomePanel:
    """A section of Home: what needs this person, over all courses."""

    key: str
    template: str
    order: int = 50

    def context(self, *, request: HttpRequest, courses: "Sequence[Course]") -> dict[str, Any] | None:
        """What the template needs (as `panel`), or None when nothing needs anybody. At most one query."""
        raise NotImplementedError


class CourseLink:
    """An entry under «Course community» in the rail and the course menu."""

    key: str
    label: str | Promise
    icon: str
    order: int = 50

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        """Where it leads; None leaves it out for this person. No query."""
        raise NotImplementedError


class MemberAct:
    """Something that may be done about one person of the course, offered beside their name."""

    key: str
    label: str | Promise
    order: int = 50

    def url(self, *, rights: "Rights", course: "Course", member: "Membership") -> str | None:
        """Where it is done; None leaves it out. No query."""
        raise NotImplementedError


class Doorway:
    """Something that stands above a unit until it is done (the rules, before the first post)."""

    key: str
    template: str

    def context(self, *, request: HttpRequest, course: "Course") -> Any:
        """What the template needs (as `panel`), or None when nothing stands in the way. At most one query then."""
        raise NotImplementedError


class Margin:
    """What a higher app has beside the texts of a unit: shown below each (`template` reads it as `beside`)."""

    key: str
    template: str

    def column(self, rights: "Rights") -> Any:
        """An expression that is read with each text, in the query of the parts."""
        raise NotImplementedError

    def beside(self, *, request: HttpRequest, part: "Part", column: Any) -> Any:
        """What the template needs, or None to leave it out; its `html`, where it has one, is shown as the text. No query."""
        raise NotImplementedError

    def rewritten(self, parts: "Collection[int]") -> None:
        """The words of these texts changed, in this transaction."""


blocks: Registry[BlockType] = Registry()
course_panels: Registry[CoursePanel] = Registry()
home_panels: Registry[HomePanel] = Registry()
course_links: Registry[CourseLink] = Registry()
doorways: Registry[Doorway] = Registry()
margins: Registry[Margin] = Registry()
member_acts: Registry[MemberAct] = Registry()
