"""The providers of an institution, as its administrators enter them."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.choices import Protocol
from accounts.models import Scope, SignOn
from accounts.services.sign_ons import find_metadata, is_taken, key_of
from core.outward import Refused


class SignOnForm(forms.Form):
    """What every provider of an institution has."""

    label = forms.CharField(
        label=_("Words on the button"), max_length=60, help_text=_("For instance: Sign in with Northmoor.")
    )
    is_on = forms.BooleanField(label=_("Offer it on the sign-in page"), required=False)
    kept: tuple[str, ...] = ("label", "is_on")

    def __init__(self, *args: Any, scope: Scope, sign_on: SignOn | None, for_site: bool, **kwargs: Any) -> None:
        initial = {name: getattr(sign_on, name) for name in self.kept} if sign_on else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.scope, self.sign_on = scope, sign_on
        self.order_fields([name for name in self.fields if name != "is_on"])

    def refuse_a_second(self, issuer: str, protocol: str, field: str) -> None:
        """One sign-on of each issuer, for the issuer is who vouches for people."""
        if is_taken(self.scope, key_of(issuer, protocol), but=self.sign_on.pk if self.sign_on else None):
            self.add_error(field, _("This institution has a sign-on by that provider already."))

    def clean_label(self) -> str:
        return " ".join(str(self.cleaned_data["label"]).split())


class OpenIdForm(SignOnForm):
    """A provider by OpenID Connect. An empty secret leaves the one there is."""

    kept = ("label", "issuer", "client_id", "secret_name", "domains", "is_on")
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"),
        max_length=255,
        help_text=_("As the provider names itself, without /.well-known/…"),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        strip=True,
        help_text=_("Kept sealed, and never shown again. Leave it empty to keep the one there is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    secret_name = forms.ChoiceField(
        label=_("Or a secret that the server keeps"),
        required=False,
        help_text=_("From COLLOQUY_SIGN_ON_SECRET_… of the installation."),
    )
    domains = forms.CharField(
        label=_("Mail domains of the institution"),
        required=False,
        max_length=400,
        help_text=_("Addresses there that the provider has confirmed need no code by mail."),
    )

    def __init__(self, *args: Any, for_site: bool, **kwargs: Any) -> None:
        super().__init__(*args, for_site=for_site, **kwargs)
        names = [(name, name) for name in settings.SIGN_ON_SECRETS]
        self.fields["secret_name"].choices = [("", _("None")), *names]  # type: ignore[attr-defined]
        if not for_site:
            del self.fields["secret_name"], self.fields["domains"]

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"]).strip()
        try:
            parts = urlsplit(issuer)
            good = parts.hostname and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        except ValueError:
            good = False
        schemes = {"https", "http"} if settings.OUTWARD_PRIVATE else {"https"}
        if not good or parts.scheme not in schemes or "/.well-known" in issuer:
            raise ValidationError(_("An address that begins with https://, without anything after a ? or #."))
        return issuer

    def clean(self) -> dict[str, Any]:
        if issuer := self.cleaned_data.get("issuer"):
            self.refuse_a_second(issuer, Protocol.OPENID, "issuer")
        return {**self.cleaned_data, "protocol": Protocol.OPENID}


class SamlForm(SignOnForm):
    """A provider by SAML: its metadata, pasted or at their address, and what we read in them. Whoever is not of the site
    decides what the button says and whether it is there."""

    metadata_url = forms.CharField(
        label=_("Address of the provider's metadata"),
        required=False,
        max_length=500,
        help_text=_("They are read there when you save, and when you ask the provider."),
    )
    metadata = forms.CharField(
        label=_("Or the metadata themselves"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("The XML, if the provider has no address for it. Leave both as they are to keep what we know."),
    )
    domains = forms.CharField(
        label=_("Mail domains of the institution"),
        required=False,
        max_length=400,
        help_text=_("Addresses there need no code by mail."),
    )
    kept = ("label", "metadata_url", "domains", "is_on")

    def __init__(self, *args: Any, for_site: bool, **kwargs: Any) -> None:
        super().__init__(*args, for_site=for_site, **kwargs)
        if not for_site:
            del self.fields["metadata_url"], self.fields["metadata"], self.fields["domains"]

    def clean(self) -> dict[str, Any]:
        """The metadata become the fields that hold what they say; nothing is asked while something else is wrong."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "metadata"}
        text, url = self.cleaned_data.get("metadata", "").strip(), self.cleaned_data.get("metadata_url", "").strip()
        if self.errors or "metadata" not in self.fields:
            return found
        if not text and not url and not self.sign_on:
            self.add_error("metadata_url", _("Give the address of the metadata, or paste them below."))
        if text or url:
            self._read(found, text, url)
        return {**found, "protocol": Protocol.SAML, "metadata_url": "" if text else url}

    def _read(self, found: dict[str, Any], text: str, url: str) -> None:
        field = "metadata" if text else "metadata_url"
        try:
            found |= find_metadata(text=text, url=url)
        except Refused as refused:
            self.add_error(field, str(refused))
        else:
            self.refuse_a_second(found["issuer"], Protocol.SAML, field)
