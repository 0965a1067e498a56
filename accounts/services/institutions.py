"""What an institution decides for itself: how it looks, and how its people sign on."""

import hashlib
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.models import Institution, Scope, SignOn, User
from accounts.rights import rights_of
from accounts.services.senders import MAIL_FROM
from core.outward import Refused, fetch_json
from core.seals import seal, unseal

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


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


@transaction.atomic
def change_sign_on(*, actor: User, scope: Scope, secret: str = "", **fields: Any) -> SignOn:
    """The provider of an institution. Another issuer gets another key: who was linked by the old one is not by the new.
    An empty secret leaves the one there is, unless the issuer changes: nobody sends one server's secret to another."""
    rights = rights_of(actor)
    policies.can_tend(rights, scope).require()
    if not fields.keys().isdisjoint(policies.FOR_SITE):
        policies.can_set_up(rights).require()
    before = SignOn.objects.select_for_update(no_key=True).filter(scope=scope).first()
    moved = before is not None and before.issuer != fields["issuer"]
    if secret or moved:
        fields["secret"] = seal(secret) if secret else ""
    if moved and "secret_name" not in fields:
        fields["secret_name"] = ""
    if moved and "domains" not in fields:
        fields["domains"] = ""
    fields["key"] = key_of(fields["issuer"])
    sign_on, _made = SignOn.objects.update_or_create(scope=scope, defaults=fields)
    return sign_on


def key_of(issuer: str) -> str:
    """What stands for an issuer in addresses and in the links of accounts."""
    return hashlib.sha256(issuer.encode()).hexdigest()[:24]


def secret_of(sign_on: SignOn) -> str:
    """The client secret, for the moment it is sent; raises `core.seals.Broken` when its key has gone."""
    if sign_on.secret_name:
        return str(settings.SIGN_ON_SECRETS.get(sign_on.secret_name, ""))
    return unseal(sign_on.secret) if sign_on.secret else ""


def discover(issuer: str) -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery 1.0, section 4); raises `Refused` where it does not fit."""
    found = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Refused(_("The server names another issuer than the one entered here."))
    for name in ENDPOINTS:
        address = found.get(name)
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise Refused(_("The server does not say where its %(name)s is.") % {"name": name})
        if address.startswith("http://") and not settings.OUTWARD_PRIVATE:
            raise Refused(_("The %(name)s has to begin with https://.") % {"name": name})
    return found


def try_sign_on(sign_on: SignOn) -> int:
    """Ask the provider for its description and its keys; how many keys it has. Raises `Refused` with the reason."""
    keys = fetch_json(discover(sign_on.issuer)["jwks_uri"]).get("keys")
    if not isinstance(keys, list) or not keys:
        raise Refused(_("The server has no keys to sign with."))
    return len(keys)
