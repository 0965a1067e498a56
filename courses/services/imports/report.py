"""What an import did, in numbers and in words; kept with the import, shown on its page and printed by the command."""

from dataclasses import dataclass, field
from typing import Any

from core.text import excerpt
from courses.importers.tree import CourseTree

_LINE = 300


@dataclass
class Report:
    """Counts of the pieces in the file, then of what happened to them here."""

    format: str = ""
    title: str = ""
    chapters: int = 0
    headings: int = 0
    units: int = 0
    parts: int = 0
    blocks: int = 0
    files: int = 0
    threads: int = 0
    posts: int = 0
    people: int = 0
    new_threads: int = 0
    new_posts: int = 0
    updated_posts: int = 0
    kept_posts: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    retired: int = 0
    kept_parts: list[dict[str, str]] = field(default_factory=list)
    retired_parts: list[dict[str, str]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    dry_run: bool = False
    course: str = ""

    @classmethod
    def of(cls, tree: CourseTree, *, dry_run: bool) -> "Report":
        return cls(
            format=tree.format,
            title=tree.title,
            chapters=len(tree.chapters),
            headings=sum(bool(heading.title) for heading in tree.headings),
            units=sum(1 for _unit in tree.units),
            parts=sum(1 for _part in tree.parts),
            files=len(tree.files),
            threads=sum(1 for _thread in tree.threads),
            posts=sum(len(thread.posts) for thread in tree.threads),
            people=len(tree.people),
            left_out=[
                {"where": excerpt(each.where, _LINE), "what": excerpt(each.what, _LINE), "reason": each.reason}
                for each in tree.left_out
            ],
            dry_run=dry_run,
        )

    def resume(self, kept: dict[str, Any]) -> None:
        """Go on counting where a worker was stopped that had written the course already."""
        for name in _OF_THE_COURSE:
            setattr(self, name, kept.get(name, getattr(self, name)))

    @property
    def reasons(self) -> list[tuple[str, list[dict[str, str]]]]:
        return by_reason(self.left_out)

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def by_reason(left_out: list[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    """What was left out, by its reason, the most frequent one first."""
    found: dict[str, list[dict[str, str]]] = {}
    for entry in left_out:
        found.setdefault(entry["reason"], []).append(entry)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


_OF_THE_COURSE = ("new", "updated", "unchanged", "kept", "retired", "kept_parts", "retired_parts", "left_out", "blocks")
