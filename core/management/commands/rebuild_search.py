from typing import Any

from django.core.management.base import BaseCommand

from core import search


class Command(BaseCommand):
    help = "Write the search index anew, from what people may find today. Safe at any time, also while people read."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, number in search.rebuild().items():
            self.stdout.write(f"{kind}: {number}")
