"""The providers that an institution trusts, by OpenID Connect or SAML; several of each."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policies
from accounts.choices import Protocol
from accounts.models import Scope, SignOn, User
from accounts.rights import rights_of
from accounts.services import saml
from core.outward import Refused, fetch_json, fetch_text
from core.policy import no
from core.seals import seal, unseal

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@transaction.atomic
def change_sign_on(
    *, actor: User, scope: Scope, sign_on: SignOn | None = None, secret: str = "", **fields: Any
) -> SignOn:
    """A provider of an institution; without `sign_on` one more. Another issuer gets another key: who was linked by the
    old one is not by the new. An empty secret leaves the one there is, unless the issuer changes: nobody sends one
    server's secret to another. A provider by SAML is trusted by those of the site: what it signs may name anybody."""
    rights = rights_of(actor)
    policies.can_tend(rights, scope).require()
    Scope.objects.select_for_update(no_key=True).get(pk=scope.pk)
    kept = SignOn.objects.filter(scope=scope, pk=sign_on.pk).get() if sign_on else SignOn(scope=scope)
    signs_for_anybody = Protocol.SAML in {kept.protocol, fields.get("protocol")} and "issuer" in fields
    if signs_for_anybody or not fields.keys().isdisjoint(policies.FOR_SITE):
        policies.can_set_up(rights).require()
    issuer = fields.get("issuer", kept.issuer)
    moved = bool(sign_on) and kept.issuer != issuer
    if secret or moved:
        fields["secret"] = seal(secret) if secret else ""
    if moved:
        fields = {"secret_name": "", "domains": ""} | fields
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.key = key_of(issuer, kept.protocol)
    if is_taken(scope, kept.key, but=sign_on.pk if sign_on else None):
        no(_("This institution has a sign-on by that provider already.")).require()
    kept.save()
    return kept


def is_taken(scope: Scope, key: str, *, but: int | None = None) -> bool:
    rows = SignOn.objects.filter(scope=scope, key=key)
    return (rows if but is None else rows.exclude(pk=but)).exists()


@transaction.atomic
def remove_sign_on(*, actor: User, scope: Scope, sign_on: SignOn) -> None:
    """Only one that is off, so that nobody loses it by one press. Who was linked by it stays linked, should it come back."""
    policies.can_tend(rights_of(actor), scope).require()
    kept = SignOn.objects.select_for_update(no_key=True).get(scope=scope, pk=sign_on.pk)
    if kept.is_on:
        no(_("This sign-on is offered. Take it off the sign-in page first.")).require()
    kept.delete()


def key_of(issuer: str, protocol: str = Protocol.OPENID) -> str:
    """What stands for an issuer in addresses and in the links of accounts."""
    named = f"{protocol}:{issuer}" if protocol == Protocol.SAML else issuer
    return hashlib.sha256(named.encode()).hexdigest()[:24]


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


def find_metadata(*, text: str, url: str) -> dict[str, str]:
    """What a provider by SAML says of itself, pasted or at its address; raises `Refused` with the reason."""
    return saml.read_metadata(text or fetch_text(url))


def try_sign_on(sign_on: SignOn) -> str:
    """Ask the provider for what it says of itself; what it said, in a sentence. Raises `Refused` with the reason."""
    if sign_on.protocol == Protocol.SAML:
        return _try_saml(sign_on)
    keys = fetch_json(discover(sign_on.issuer)["jwks_uri"]).get("keys")
    if not isinstance(keys, list) or not keys:
        raise Refused(_("The server has no keys to sign with."))
    return ngettext("It answers, and has %(n)d key.", "It answers, and has %(n)d keys.", len(keys)) % {"n": len(keys)}


def _try_saml(sign_on: SignOn) -> str:
    if not sign_on.metadata_url:
        raise Refused(_("Its metadata were pasted here, so there is nothing to ask. Sign in by it to try it."))
    found = find_metadata(text="", url=sign_on.metadata_url)
    if found["issuer"] != sign_on.issuer:
        raise Refused(_("The server names another issuer than the one entered here."))
    if any(found[name] != getattr(sign_on, name) for name in ("address", "certificates")):
        raise Refused(_("The provider has another address or other certificates now. Save this page to take them."))
    return _("It answers, and says what we know already.")
