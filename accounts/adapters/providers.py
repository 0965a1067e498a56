"""What the providers of institutions have in common, whatever they speak."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode


class InstitutionProvider(Provider):
    """A provider that allauth builds from our row and never stores."""

    id = "institution"
    account_class = ProviderAccount

    def __init__(self, request: HttpRequest, app: Any = None) -> None:
        super().__init__(request=request, app=app)
        self.name = app.name

    @property
    def is_offered(self) -> bool:
        """Whether one may come in by it on this host."""
        return bool(self.app.settings.get("is_offered"))

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        address = reverse("accounts:sign-on", args=[self.app.provider_id])
        return f"{address}?{urlencode(kwargs)}" if kwargs else address

    def get_callback_url(self) -> str:
        return reverse("accounts:sign-on-back", args=[self.app.provider_id])

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Where to go afterwards, and whether to link; nothing else is taken from the address."""
        kwargs: dict[str, Any] = Provider.get_redirect_from_request_kwargs(self, request)
        return kwargs | {"process": "connect" if kwargs["process"] == "connect" else "login"}

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing of what the provider tells is kept but who it is."""
        return {}

    def address(self, email: str, *, confirmed: bool) -> list[EmailAddress]:
        trusted = email.rpartition("@")[2] in self.app.settings["domains"]
        return [EmailAddress(email=email, verified=confirmed and trusted, primary=True)] if email else []

    def serialize(self) -> dict[str, Any]:
        return {"id": self.app.provider_id, "app.client_id": self.app.client_id}
