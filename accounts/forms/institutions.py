"""What an institution's administrators enter, and what only those of the site may."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, Scope
from accounts.services.institutions import sender_of

HOST = re.compile(r"^(?=.{1,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$")
COLOUR = re.compile(r"^#[0-9a-f]{6}$")


class LookForm(forms.Form):
    """Name, colour and sender; the host name and the sender's address are for those of the site."""

    name = forms.CharField(label=_("Name"), max_length=200)
    accent = forms.CharField(
        label=_("Colour"),
        required=False,
        help_text=_("As #rrggbb. We keep its hue and choose how light it is, so that everything can be read."),
    )
    mail_name = forms.CharField(
        label=_("Mail comes from"),
        required=False,
        max_length=80,
        help_text=_("The name that people see as the sender."),
    )
    host = forms.CharField(
        label=_("Host name"),
        required=False,
        help_text=_("For instance learn.northmoor.ac.uk. There, nothing but this institution is seen."),
    )
    mail_address = forms.EmailField(label=_("Address of the sender"), required=False)

    def __init__(self, *args: Any, scope: Scope, for_site: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        if not for_site:
            del self.fields["host"], self.fields["mail_address"]

    @classmethod
    def of(cls, scope: Scope, *, for_site: bool) -> "LookForm":
        found = Institution.objects.filter(scope=scope).values("accent", "host").first()
        name, address = sender_of(scope)
        initial = {"name": scope.name, "mail_name": name, "mail_address": address, **(found or {})}
        return cls(initial=initial, scope=scope, for_site=for_site)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_mail_name(self) -> str:
        name = " ".join(str(self.cleaned_data["mail_name"]).split())
        if set(name) & set('<>@"'):
            raise ValidationError(_("A name only, without an address and without <, > or quotation marks."))
        return name

    def clean_accent(self) -> str:
        colour = str(self.cleaned_data["accent"]).strip().lower()
        if colour and not COLOUR.match(colour):
            raise ValidationError(_("Six letters or digits after a #, for instance #00457c."))
        return colour

    def clean_host(self) -> str | None:
        host = str(self.cleaned_data["host"]).strip().lower().rstrip(".")
        if not host:
            return None
        if not HOST.match(host):
            raise ValidationError(_("The bare name, without https:// and without a path."))
        if host in settings.MAIN_HOSTS:
            raise ValidationError(_("That is the site's own name."))
        if Institution.objects.filter(host=host).exclude(scope=self.scope).exists():
            raise ValidationError(_("Another institution has this name."))
        return host
