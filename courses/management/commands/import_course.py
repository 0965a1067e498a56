import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Scope, User
from courses.importers.refusals import ImportRefused
from courses.models import Course
from courses.services import admit
from courses.services.courses import open_course
from courses.services.imports import Report, bring_in

EXAMPLES = 3


class Command(BaseCommand):
    help = (
        "Import a course (Open edX, Common Cartridge or Moodle; a folder or an archive). Importing it again updates it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder or archive that holds the course")
        parser.add_argument("--into", metavar="SCOPE", help="where: id or name of a place, or of the course to update")
        parser.add_argument("--teacher", metavar="EMAIL", action="append", default=[], help="who teaches it")
        parser.add_argument("--publish", action="store_true", help="open the course to its students at once")
        parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            into = _place(options["into"]) if options["into"] else None
            teachers = [_person(email) for email in options["teacher"]]
            course, report = bring_in(path=options["path"], into=into, dry_run=options["dry_run"])
        except ImportRefused as refusal:
            self._refuse(str(refusal), as_json=options["json"])
        if course:
            _hand_over(course, teachers, publish=options["publish"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._tell(report, draft=course is not None and course.published_at is None)

    def _refuse(self, sentence: str, *, as_json: bool) -> NoReturn:
        """One sentence and an exit code; never a traceback."""
        if as_json:
            self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        self.stderr.write(sentence)
        sys.exit(1)

    def _tell(self, report: Report, *, draft: bool) -> None:
        pieces = f"{report.chapters} chapters, {report.headings} headings, {report.units} units, {report.parts} parts"
        changes = f"{report.new} new, {report.updated} updated, {report.unchanged} unchanged, {report.retired} retired"
        lines = [
            f"{report.title} ({report.format}), {report.seconds} s",
            f"{pieces}, {report.blocks} discussions, {report.files} files",
            f"{changes}, {report.kept} kept as edited here",
        ]
        lines += [f"  kept: {each['where']}: {each['what']}" for each in report.kept_parts]
        lines += _left_out(report)
        place = f"A draft, at /studio/c/{report.course}/" if draft else f"At /c/{report.course}/"
        lines.append("Nothing was changed (dry run)." if report.dry_run else place)
        self.stdout.write("\n".join(lines))


def _left_out(report: Report) -> Iterator[str]:
    """By reason, with a few examples; --json and the report that is kept name every one."""
    if not report.left_out:
        return
    yield f"Left out ({len(report.left_out)}; --json names each):"
    for reason, entries in report.reasons:
        yield f"  {len(entries)} x {reason}"
        yield from (f"      {each['where']}: {each['what']}" for each in entries[:EXAMPLES])
        if len(entries) > EXAMPLES:
            yield f"      and {len(entries) - EXAMPLES} more"


def _place(named: str) -> Scope:
    """A scope by its id or name, or a course's by its short name."""
    found = Scope.objects.filter(pk=int(named)) if named.isdecimal() else Scope.objects.filter(course__slug=named)
    scopes = list(found) or list(Scope.objects.filter(name__iexact=named)[:2])
    if len(scopes) == 1:
        return scopes[0]
    if scopes:
        raise ImportRefused(_("There is more than one place called “%(name)s”; give its number.") % {"name": named})
    raise ImportRefused(_("There is no place called “%(name)s”.") % {"name": named})


def _person(email: str) -> User:
    person = User.objects.active().filter(email__iexact=email).first()
    if person is None:
        raise ImportRefused(_("Nobody here has the address %(email)s.") % {"email": email})
    return person


def _hand_over(course: Course, teachers: list[User], *, publish: bool) -> None:
    for teacher in teachers:
        admit(course=course, user=teacher, role=Role.EDUCATOR)
    if publish:
        open_course(actor=None, course=course)
