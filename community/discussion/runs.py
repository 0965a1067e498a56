"""What discussions bring along into a new run of a course, and what a person looks at there."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.discussion.choices import CONVERTIBLE, State, ThreadKind
from community.discussion.models import SavedReply, Thread
from community.discussion.policies.customs import Customs
from community.discussion.services.carrying.writing import LEFT_NAMES, OLD_ENDORSEMENT
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


@to_check.register
class Reviewers(ToCheck):
    """Whom a block named to look at posts first, and who is not staff here."""

    key, icon, order = "community.reviewers", "eye", 37
    label = _("Who looks at posts before they appear")
    advice = _("Nobody is named for it in the new run, so whoever teaches the course does it now.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for old, new in copied.placements:
            reviewer = Customs.of(old.config).reviewer
            if reviewer and not Customs.of(new.config).reviewer:
                person = User.objects.filter(pk=reviewer).values_list("pk", flat=True).first()
                yield Found(unit_id=new.unit_id, part_id=new.part_id, person_id=person)


@to_check.register
class Threads(ToCheck):
    key, icon, order = "community.threads", "talk", 90
    label = _("Threads of the old run")
    advice = _("Choose those worth keeping. Each of their authors is asked, and nothing is shown without a yes.")

    def found(self, copied: Copied) -> Iterable[Found]:
        there = Thread.objects.filter(course=copied.old, kind__in=CONVERTIBLE, state=State.POSTED)
        return [Found()] if there.exists() else []

    def url(self, row: RunCheck) -> str:
        return reverse("community:carry", args=[row.course.slug])


class OfThread(ToCheck):
    """About one thread that was carried over."""

    def url(self, row: RunCheck) -> str:
        return reverse("community:thread-short", args=[row.number])


@to_check.register
class OldEndorsements(OfThread):
    key, icon, order = OLD_ENDORSEMENT, "seal", 92
    label = _("Endorsed answers that nobody has checked for a year")
    advice = _("Endorse them again, or withdraw it.")


@to_check.register
class LeftNames(OfThread):
    key, icon, order = LEFT_NAMES, "user", 94
    label = _("Threads in which names were left out of the words")
    advice = _("Read once whether somebody can still be recognised.")
