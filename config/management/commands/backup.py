from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup.writing import write_backup, write_keys


class Command(BaseCommand):
    help = "Write database and files into one archive that either engine can read back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", nargs="?", help="the archive to write (default: a name with the time, here)")
        parser.add_argument("--keys", help="also write the secrets, apart from the data, into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["target"] or f"colloquy-{timezone.now():%Y%m%d-%H%M%S}.tar.gz")
        if target.exists():
            raise CommandError(f"{target} is there already; choose another name.")
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        say = self.stdout.write if options["verbosity"] > 1 else _silent
        manifest = write_backup(target, say=say)
        if options["keys"]:
            write_keys(Path(options["keys"]))
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{target}: {rows} rows, {len(manifest['files'])} files, {manifest['seconds']} s")
        for key in manifest["missing"]:
            self.stderr.write(f"The file {key} is not where it should be, so it is not in the backup.")
        for key in manifest["altered"]:
            self.stderr.write(f"The file {key} is not what was once stored; it is in the backup as it is.")


def _silent(_words: str) -> None:
    return None
