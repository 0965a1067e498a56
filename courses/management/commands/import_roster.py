import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.choices import ScopeKind
from accounts.models import Scope
from accounts.services import site
from courses.importers.refusals import ImportRefused
from courses.services.rosters import RosterReport, bring_roster

ABOVE = [ScopeKind.SITE, ScopeKind.INSTITUTION, ScopeKind.PROGRAMME]


class Command(BaseCommand):
    help = "Bring in a roster (OneRoster 1.1 or 1.2 as CSV; a folder or a zip). The same roster again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder or zip that holds manifest.csv and its tables")
        parser.add_argument("--into", metavar="SCOPE", help="where: id or name of a site, institution or programme")
        parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--allow-removals", action="store_true", help="also when more than half of all enrolments would end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            into = _place(options["into"]) if options["into"] else site()
            report = bring_roster(
                path=options["path"],
                into=into,
                dry_run=options["dry_run"],
                allow_removals=options["allow_removals"],
            )
        except ImportRefused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            self.stderr.write(str(refusal))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._say(report)

    def _say(self, report: RosterReport) -> None:
        lines = [f"OneRoster {report.version}, {report.seconds} s"]
        lines += [
            f"  {kind}: {n['new']} new, {n['changed']} changed, {n['same']} unchanged, {n['gone']} gone"
            for kind, n in report.tallies.items()
        ]
        lines.append(f"{report.given} places given, {report.ended} ended")
        lines.append(f"{report.waiting} people wait for an account, {report.without_address} have no e-mail address")
        if report.carried:
            lines.append(f"{report.carried} courses taught by another organisation now, and moved there")
        if report.duties or report.duties_ended:
            lines.append(f"{report.duties} duties wait to be given under Studio, Places; {report.duties_ended} ended")
        if report.problem_count:
            lines.append(f"{report.problem_count} lines could not be used:")
        lines += [f"  {file}, line {line}: {words}" for file, line, words in report.problems]
        lines.append("Nothing was changed (dry run)." if report.dry_run else "Done.")
        self.stdout.write("\n".join(lines))


def _place(named: str) -> Scope:
    places = Scope.objects.filter(kind__in=ABOVE)
    found = list(places.filter(pk=int(named)) if named.isdecimal() else places.filter(name__iexact=named)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ImportRefused(_("There is more than one place called “%(name)s”; give its number.") % {"name": named})
    raise ImportRefused(_("There is no place called “%(name)s”.") % {"name": named})
