from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.models import Evidence
from moderation.services import audit, evidence


class Command(BaseCommand):
    help = "Check that the audit chain is whole and that no evidence was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        entries, broken = audit.verify()
        if broken is not None:
            raise CommandError(
                f"The audit chain breaks after {entries} entries (entry {broken or 'missing at the end'})."
            )
        changed = [row.pk for row in Evidence.objects.iterator() if not evidence.intact(row)]
        if changed:
            raise CommandError(f"Evidence does not match its hash: {', '.join(map(str, changed))}.")
        self.stdout.write(f"{entries} entries, unbroken. All evidence matches its hash.")
