from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import first_link


class Command(BaseCommand):
    help = "Print the address where the first administrator is made. It works for a day, and once."

    def handle(self, *args: Any, **options: Any) -> None:
        link = first_link()
        if link is None:
            message = "There is an administrator already; they can make others under Set-up, People and places."
            raise CommandError(message)
        self.stdout.write(link)
