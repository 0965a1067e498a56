"""What an institution decides for itself: how it looks, and whose name stands on its mail."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import policies
from accounts.models import Institution, Scope, User
from accounts.rights import rights_of
from accounts.services.senders import MAIL_FROM


@transaction.atomic
def change_look(*, actor: User, scope: Scope, **fields: Any) -> Institution:
    """Name, colour and sender; host name and sender's address are for those of the site."""
    rights = rights_of(actor)
    policies.can_tend(rights, scope).require()
    if not fields.keys().isdisjoint(policies.FOR_SITE):
        policies.can_set_up(rights).require()
    scope = Scope.objects.select_for_update(no_key=True).get(pk=scope.pk)
    scope.name = fields.pop("name", "") or scope.name
    kept_name, kept_address = sender_of(scope)
    name, address = fields.pop("mail_name", kept_name), fields.pop("mail_address", kept_address)
    if name or address:
        scope.settings[MAIL_FROM] = formataddr((name, address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    else:
        scope.settings.pop(MAIL_FROM, None)
    scope.save(update_fields=["name", "settings"])
    institution, _made = Institution.objects.update_or_create(scope=scope, defaults=fields)
    return institution


def sender_of(scope: Scope) -> tuple[str, str]:
    """Name and address that this institution's mail comes from; "" for what is the site's own."""
    name, address = parseaddr(str(scope.settings.get(MAIL_FROM, "")))
    return name, "" if address == parseaddr(settings.DEFAULT_FROM_EMAIL)[1] else address
