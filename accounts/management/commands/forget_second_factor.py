from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import forget_factors


class Command(BaseCommand):
    help = "For somebody who lost their second factor and their recovery codes: take it off, and end every session."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address of their account. Make sure that it is them who asks.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.active().filter(email__iexact=options["email"]).first()
        if user is None:
            message = f"Nobody has an account with the address {options['email']}."
            raise CommandError(message)
        removed = forget_factors(user=user)
        self.stdout.write(f"{user.name} can sign in with the password alone now ({removed} taken off).")
