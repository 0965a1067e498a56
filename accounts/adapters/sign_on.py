"""Which sign-on is offered where, and who comes in by it: linked by issuer and subject, never by an e-mail address."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.adapters.openid import OpenIdProvider
from accounts.adapters.providers import InstitutionProvider
from accounts.adapters.saml import SamlProvider
from accounts.choices import Protocol
from accounts.models import SignOn
from accounts.services import saml
from accounts.services.people import hue_of, new_handle
from accounts.services.sign_ons import secret_of
from core.outward import Session
from core.seals import Broken


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Providers are rows of institutions, seen on the hosts where the institution is seen."""

    def list_providers(self, request: HttpRequest) -> list[InstitutionProvider]:
        return [_provider(request, row) for row in _offered(request)]

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        return [each.app for each in self.list_providers(request) if provider in {None, each.app.provider_id}]

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> InstitutionProvider:
        """The one that is offered here; for the list of one's own links a nameless one where it is not (any more)."""
        row = _offered(request).filter(key=provider).first()
        if row is not None:
            return _provider(request, row)
        app = SocialApp(provider="institution", provider_id=provider, name=_("A sign-on that is not offered here"))
        app.settings = {"domains": []}
        return InstitutionProvider(request=request, app=app)

    def get_requests_session(self) -> Session:
        return Session()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = sociallogin.user
        parts = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name"))
        name = str(data.get("name") or parts).strip() or str(data.get("email") or "").partition("@")[0]
        user.name, user.email = " ".join(name.split())[:150], str(data.get("email") or "").lower() or None
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        user = super().save_user(request, sociallogin, form)
        user.hue, user.handle = hue_of(user.pk), user.handle or new_handle(user.name)
        user.save(update_fields=["hue", "handle"])
        return user

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Never, whatever is set: an address is not a person."""
        return False


def _offered(request: HttpRequest) -> Any:
    protocols = [Protocol.OPENID, Protocol.SAML] if saml.is_installed() else [Protocol.OPENID]
    seen = SignOn.objects.seen_at(getattr(request, "institution", None))
    return seen.filter(is_on=True, protocol__in=protocols)


def _provider(request: HttpRequest, row: SignOn) -> InstitutionProvider:
    """What allauth wants to know, in its own form; it is not stored."""
    try:
        secret = secret_of(row)
    except Broken:
        secret = ""
    domains = [domain for domain in row.domains.lower().replace(",", " ").split() if domain]
    app = SocialApp(provider=row.protocol, provider_id=row.key, name=row.label, client_id=row.client_id, secret=secret)
    app.settings = {"issuer": row.issuer, "server_url": row.issuer, "domains": domains, "oauth_pkce_enabled": True}
    app.settings |= {"is_offered": True, "row": row}
    return (SamlProvider if row.protocol == Protocol.SAML else OpenIdProvider)(request=request, app=app)
