"""The demo institution, loaded once: a school, a course, three weeks of conversation."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.loader.load import load_demo, loaded_at


class Command(BaseCommand):
    help = "Loads the demo institution (once; a second run changes nothing)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            message = "The demo institution has doors without locks; it is not loaded into a production site."
            raise CommandError(message)
        began = time.monotonic()
        if load_demo(self.stdout.write):
            self.stdout.write(f"The demo institution is there ({time.monotonic() - began:.0f} s).")
        else:
            self.stdout.write(f"The demo institution has been there since {loaded_at():%d %B %Y}; nothing was changed.")
