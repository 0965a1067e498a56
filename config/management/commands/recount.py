from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import check_audiences
from community.discussion.services import check_discussions

SHOWN = 50


class Command(BaseCommand):
    help = "Count again what is kept beside the rows: readers of audiences, posts, answers, thanks, read marks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="put right what differs (people may write meanwhile)")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        found = 0
        for difference in chain(check_audiences(mend=mend), check_discussions(mend=mend)):
            found += 1
            if found <= SHOWN or options["verbosity"] > 1:
                self.stdout.write(str(difference))
        if not found:
            self.stdout.write("Everything is counted right.")
        elif mend:
            self.stdout.write(f"{found} numbers were wrong and are right now.")
        else:
            raise CommandError(f"{found} numbers are wrong. Run it again with --mend to put them right.")
