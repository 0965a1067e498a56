"""Discussions in units: what an educator places, and the two places that every course has from the start."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.discussion import services
from community.discussion.forms import AnnouncementsConfig, DiscussionConfig, QuestionConfig
from community.discussion.forms.names import NamesConfig
from community.discussion.pages import groups_of, panels_of, spaces_of
from community.discussion.pages.approving import staff_of
from community.discussion.policies import waits
from courses.extensions import Arrival, BlockType, Received, blocks
from courses.importers.prompts import LONGEST_PROMPT
from courses.importers.tree import PartNode, ThreadNode

if TYPE_CHECKING:
    from accounts.models import Scope, User
    from courses.models import Course, Placement


def _with_names(initial: dict[str, Any] | None, placement: "Placement | None") -> dict[str, Any]:
    """What the form starts from; once somebody has written here, names stay as they were then."""
    if placement is None or not services.names_locked(placement):
        return {"initial": initial}
    return {"initial": {**(initial or {}), **services.names_of(placement)}, "locked": True}


class SpaceBlock(BlockType):
    """A block whose body is the threads of its spaces."""

    icon, kind = "talk", "discussion"
    template = "community/blocks/discussion.html"

    def title(self, placement: "Placement") -> str:
        return str(placement.config.get("title") or placement.config.get("prompt") or self.label)

    def form_for(
        self,
        course: "Course",
        data: Any = None,
        initial: dict[str, Any] | None = None,
        placement: "Placement | None" = None,
    ) -> forms.Form:
        staff: dict[str, Any] = {"staff": staff_of(course)}
        if not issubclass(self.config_form, NamesConfig):
            return self.config_form(data, initial=initial, **staff)
        return self.config_form(data, **staff, **_with_names(initial, placement))

    def placed(self, placement: "Placement", *, actor: "User | None") -> None:
        services.open_spaces(placement)

    def changed(self, placement: "Placement", *, actor: "User") -> None:
        services.open_spaces(placement)

    def regrouped(self, placement: "Placement") -> None:
        if placement.config.get("groups") == "apart":
            services.open_spaces(placement)

    def is_only_for(self, placement: "Placement", group: "Scope") -> bool:
        return str(placement.config.get("groups")) == str(group.pk)

    def carried_config(self, placement: "Placement") -> dict[str, Any]:
        """A group of the old course is none of the new one; who looks at posts first is kept in `copied` where they are staff."""
        config = {name: value for name, value in placement.config.items() if name != "reviewer"}
        return config | {"groups": "course"} if str(config.get("groups", "")).isdigit() else config

    def copied(self, old: "Placement", new: "Placement") -> None:
        services.keep_reviewer(old, new)
        services.open_spaces(new)

    def prepared(self, threads: Iterable[ThreadNode]) -> Iterator[services.Piece]:
        return services.prepared(threads, announces=self.imports == "announcements")

    def receive(self, placement: "Placement", pieces: Sequence[services.Piece], arrival: Arrival) -> Received:
        return services.receive(placement=placement, pieces=pieces, arrival=arrival)

    def answered(self, import_ids: Sequence[int], placements: Sequence[int]) -> str:
        return services.why_it_stays(import_ids, placements, key=self.key)

    def withdraw(self, import_id: int, *, limit: int) -> int:
        return services.withdraw(import_id, limit=limit, key=self.key)

    def vacated(self, placement: "Placement") -> None:
        services.close_down(placement)

    def contexts(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        panels = panels_of(request, placements)
        return {pk: {"panel": panel, "form": panel.form, "count": panel.total} for pk, panel in panels.items()}

    def summary(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        """Posts of each, and how many of its threads hold something new: no query beside that of the spaces."""
        rights = request.rights  # type: ignore[attr-defined]
        spaces = spaces_of(rights, placements)
        open_ones = {pk: [each for each in mine if not waits(rights, each)] for pk, mine in spaces.items()}
        return {
            pk: {"posts": sum(each.post_count for each in mine), "new": sum(each.news for each in mine)}  # type: ignore[attr-defined]
            for pk, mine in open_ones.items()
        }


@blocks.register
class DiscussionBlock(SpaceBlock):
    key, label = "community.discussion", _("Discussion")
    config_form = DiscussionConfig
    imports = "discussion"

    def form_for(
        self,
        course: "Course",
        data: Any = None,
        initial: dict[str, Any] | None = None,
        placement: "Placement | None" = None,
    ) -> DiscussionConfig:
        groups = [(group.pk, words) for group, words in groups_of(course)]
        return DiscussionConfig(data, groups=groups, staff=staff_of(course), **_with_names(initial, placement))

    def imported_config(self, element: PartNode) -> dict[str, Any]:
        """The name of the place above its prompt; where nothing was asked, the name is the prompt."""
        if element.prompt:
            return {"title": element.title[:120], "prompt": element.prompt[:LONGEST_PROMPT]}
        return {"prompt": element.title[:LONGEST_PROMPT]}

    purpose = _("Saying it to people who may disagree is how one finds out what one thinks.")


@blocks.register
class QuestionBlock(SpaceBlock):
    """«When is the exam?» has a home."""

    key, label = "community.questions", _("Course questions")
    config_form = QuestionConfig
    counts_as_tool = False
    built_in = True
    purpose = _("Questions about the course itself, answered where everybody can read the answer.")

    def title(self, placement: "Placement") -> str:
        return str(placement.config.get("title") or _("Questions about this course"))


@blocks.register
class AnnouncementBlock(SpaceBlock):
    key, label, icon = "community.announcements", _("Announcements"), "megaphone"
    imports = "announcements"
    template = "community/blocks/announcements.html"
    config_form = AnnouncementsConfig
    counts_as_tool = False
    built_in = True
    purpose = _("What everybody in the course needs to know, from its staff.")

    def title(self, placement: "Placement") -> str:
        return str(placement.config.get("title") or _("From the staff of this course"))
