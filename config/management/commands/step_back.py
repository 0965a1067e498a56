from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.states import releases, step_back
from config.backup.writing import write_backup


class Command(BaseCommand):
    help = (
        "Bring the tables back to what an earlier release knows, keeping what people wrote. Stop everything else first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("release", help="the release to go back to, such as 0.1.0")
        parser.add_argument("--backup", required=True, help="write everything into this archive first")

    def handle(self, *args: Any, release: str, backup: str, **options: Any) -> None:
        if release not in releases():
            raise CommandError(f"There is no release {release} here; there are {', '.join(releases())}.")
        target = Path(backup)
        if target.exists() or not target.parent.is_dir():
            raise CommandError(f"{target} cannot be written: it is there already, or its folder is not.")
        write_backup(target, say=lambda _words: None)
        undone = step_back(release)
        self.stdout.write(f"{target} holds everything. {undone} migrations were undone; now start release {release}.")
