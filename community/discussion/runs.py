"""What discussions bring along into a new run of a course, and what a person looks at there."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import State, ThreadKind
from community.discussion.models import SavedReply, Thread
from courses.extensions import Copied, Found, RunPart, ToCheck, blocks, run_parts, to_check
from courses.models import RunCheck


@run_parts.register
class TeamReplies(RunPart):
    """The saved replies of the team; one's own are with their owner anyway."""

    key = "community.saved_replies"

    def copied(self, copied: Copied) -> None:
        rows = SavedReply.objects.filter(course=copied.old).order_by("pk")
        SavedReply.objects.bulk_create(
            SavedReply(course=copied.new, title=row.title, source=row.source) for row in rows
        )


@to_check.register
class Groups(ToCheck):
    key, icon, order = "community.groups", "people", 36
    label = _("Blocks that only one group read")
    advice = _("There is no such group yet, so the whole course reads them now.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for old, new in copied.placements:
            if str(old.config.get("groups", "")).isdigit():
                yield Found(unit_id=new.unit_id, part_id=new.part_id, what=blocks[new.block_key].title(new))


@to_check.register
class Announcements(ToCheck):
    key, icon, order = "community.announcements", "megaphone", 75
    label = _("Announcements did not come along")
    advice = _("Write those again that still hold.")

    def found(self, copied: Copied) -> Iterable[Found]:
        said = Thread.objects.filter(course=copied.old, kind=ThreadKind.ANNOUNCEMENT, state=State.POSTED)
        return [Found()] if said.exists() else []

    def url(self, row: RunCheck) -> str:
        return reverse("community:announce", args=[row.course.slug])
