"""What a person looks at in the copy of a course, as far as units, texts and blocks know it."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import Membership
from courses.choices import PlacementState
from courses.extensions import Copied, Found, ToCheck, blocks, to_check
from courses.models import Course, Import, Outcome, RunCheck
from courses.services import says_why
from courses.services.copying import days_of

ELSEWHERE = re.compile(r"""(?<!xmlns=["'])https?://[^\s"'<>()]+""")
AROUND = 60
MOST_LEFT_OUT = 100


@to_check.register
class Start(ToCheck):
    key, icon, order = "courses.start", "calendar", 10
    label = _("When it runs")
    advice = _("The first and the last day, and the time zone.")

    def found(self, copied: Copied) -> Iterable[Found]:
        yield Found(on=copied.new.starts_on, until=copied.new.ends_on)

    def url(self, row: RunCheck) -> str:
        return reverse("courses:studio-settings", args=[row.course.slug])


@to_check.register
class Dates(ToCheck):
    key, icon, order = "courses.dates", "clock", 20
    label = _("Dates")
    advice = _("All moved by the same number of weeks. Holidays and terms are another matter.")

    def found(self, copied: Copied) -> Iterator[Found]:
        spans: dict[tuple[int, int | None], list[object]] = {}
        for day in days_of(copied.new):
            part = day.placement.part_id if day.placement else None
            spans.setdefault((day.unit.pk, part), []).append(day)
        for (unit, part), days in spans.items():
            said = sorted(each.day for each in days)  # type: ignore[attr-defined]
            until = said[-1] if len(said) > 1 else None
            yield Found(unit_id=unit, part_id=part, what=days[0].place, on=said[0], until=until)  # type: ignore[attr-defined]

    def url(self, row: RunCheck) -> str:
        if row.unit is None or row.part is not None:
            return super().url(row)
        return reverse("courses:studio-unit-settings", args=[row.course.slug, row.unit.slug])


@to_check.register
class Why(ToCheck):
    key, icon, order = "courses.why", "target", 30
    label = _("Blocks that do not say which outcome they serve, or why they are here")
    advice = _("Students like to know.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for _old, new in copied.placements:
            if not says_why(new) and not new.unit.about:
                yield Found(unit_id=new.unit_id, part_id=new.part_id, what=blocks[new.block_key].title(new))


@to_check.register
class Reopened(ToCheck):
    key, icon, order = "courses.reopened", "lock", 35
    label = _("Blocks that were closed or paused, and are open again")
    advice = _("Close those that should stay closed.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for old, new in copied.placements:
            if old.state in {PlacementState.CLOSED, PlacementState.PAUSED}:
                yield Found(unit_id=new.unit_id, part_id=new.part_id, what=blocks[new.block_key].title(new))


@to_check.register
class Years(ToCheck):
    """The years around the old run, in titles, outcomes, texts and prompts."""

    key, icon, order = "courses.years", "history", 40
    label = _("A year of the old run in the words")
    advice = _("It may be right as it stands, or belong to last time.")

    def found(self, copied: Copied) -> Iterator[Found]:
        years = years_of(copied.old)
        for unit in copied.units.values():
            if line := quoted(f"{unit.title} {unit.lede}", years):
                yield Found(unit_id=unit.pk, what=line)
        for outcome in Outcome.objects.filter(unit__course=copied.new):
            if line := quoted(outcome.text, years):
                yield Found(unit_id=outcome.unit_id, what=line)
        for part in copied.parts.values():
            if line := quoted(f"{part.title} {part.text}", years):
                yield Found(unit_id=part.unit_id, part_id=part.pk, what=line)
        for _old, new in copied.placements:
            said = (str(each) for name, each in new.config.items() if name not in blocks[new.block_key].dates)
            if line := quoted(" ".join([*said, new.why]), years):
                yield Found(unit_id=new.unit_id, part_id=new.part_id, what=line)


@to_check.register
class Links(ToCheck):
    key, icon, order = "courses.links", "out", 50
    label = _("Links to elsewhere")
    advice = _("Pages move, and forms of last year are closed.")

    def found(self, copied: Copied) -> Iterator[Found]:
        for part in copied.parts.values():
            hosts = dict.fromkeys(host for url in ELSEWHERE.findall(part.html) if (host := _host(url)))
            if hosts:
                yield Found(unit_id=part.unit_id, part_id=part.pk, what=", ".join(hosts))


@to_check.register
class LeftOut(ToCheck):
    key, icon, order = "courses.left_out", "warning", 60
    label = _("Left out when the course was imported")
    advice = _("Pictures, films and outside tools that did not come along then are not here either.")

    def found(self, copied: Copied) -> Iterator[Found]:
        units = {unit.title: unit.pk for unit in copied.units.values()}
        last = Import.objects.filter(course=copied.old, dry_run=False).exclude(report={}).order_by("-pk").first()
        for entry in (last.report.get("left_out", []) if last else [])[:MOST_LEFT_OUT]:
            what = ": ".join(filter(None, [entry.get("what"), entry.get("reason")]))
            yield Found(unit_id=units.get(entry.get("where")), what=what)


@to_check.register
class Staff(ToCheck):
    key, icon, order = "courses.staff", "people", 70
    label = _("Educators, assistants and mentors of the old run who are not here")
    advice = _("Nobody came along. Invite those who teach with you again.")

    def found(self, copied: Copied) -> Iterator[Found]:
        here = Membership.objects.live().filter(scope=copied.new.scope_id).values("user")
        there = Membership.objects.live().filter(scope=copied.old.scope_id, role__in=[*STAFF, Role.MENTOR])
        for person in there.exclude(user__in=here).order_by("pk").values_list("user_id", flat=True).distinct():
            yield Found(person_id=person)

    def url(self, row: RunCheck) -> str:
        return reverse("courses:studio-people", args=[row.course.slug])


@to_check.register
class Promise(ToCheck):
    key, icon, order = "courses.promise", "check", 80
    label = _("What staff promise")
    advice = _("Within how many working days you answer, and what to do when a page is down.")

    def found(self, copied: Copied) -> Iterator[Found]:
        if copied.new.promise_days or copied.new.setting("if_down"):
            yield Found()

    def url(self, row: RunCheck) -> str:
        return reverse("courses:studio-settings", args=[row.course.slug])


def years_of(course: Course) -> frozenset[int]:
    """From the year before the old run to the one in which it ended."""
    first = course.starts_on or course.created_at.date()
    last = course.ends_on or first
    return frozenset(range(first.year - 1, last.year + 1))


def quoted(text: str, years: Iterable[int]) -> str:
    """The words around the first of these years; nothing where none is named."""
    match = re.search(rf"(?<![\d.,-])(?:{'|'.join(map(str, sorted(years)))})(?!\d|-\d)", text := " ".join(text.split()))
    if match is None:
        return ""
    start, end = max(match.start() - AROUND, 0), match.end() + AROUND
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
