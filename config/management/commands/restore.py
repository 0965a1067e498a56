from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.reading import RestoreRefused, restore


class Command(BaseCommand):
    help = "Fill an empty installation from a backup, of either engine and of any earlier release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the archive that `manage.py backup` wrote")
        parser.add_argument(
            "--without-mail",
            action="store_true",
            help="a rehearsal: what was still to be told or sent is never sent from here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            say = self.stdout.write if options["verbosity"] > 1 else _silent
            manifest = restore(Path(options["source"]), say=say, mail=not options["without_mail"])
        except RestoreRefused as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"Restored {rows} rows and {len(manifest['files'])} files.")


def _silent(_words: str) -> None:
    return None
