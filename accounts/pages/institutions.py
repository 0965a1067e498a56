"""An institution, and each of its sign-ons, for its administrators."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policies
from accounts.choices import FLOWING, Protocol
from accounts.forms import LimitsForm, LookForm, OpenIdForm, SamlForm, SignOnForm
from accounts.models import Institution, Membership, Scope, SignOn
from accounts.pages.setup import setup_menu
from accounts.services import limits_of, saml
from accounts.services.hosts import base_url
from core.extensions import nav
from core.menus import Item, Menu

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class InstitutionPage:
    """How it looks, by what its people sign on, who has a duty; and the pages of higher apps about it."""

    menu: Menu
    scope: Scope
    institution: Institution | None
    look: LookForm
    files: LimitsForm
    sign_ons: list[SignOn]
    can_add_saml: bool
    no_saml: str
    duties: list[Membership]
    doors: list[Item]
    template = "accounts/institution.html"

    @classmethod
    def build(
        cls, *, request: "Request", scope: Scope, look: LookForm | None = None, files: LimitsForm | None = None
    ) -> "InstitutionPage":
        for_site = bool(policies.can_set_up(request.rights))
        duties = Membership.objects.live().filter(scope=scope, role__in=FLOWING).select_related("user")
        return cls(
            menu=setup_menu(request.rights, "accounts:arrange"),
            scope=scope,
            institution=Institution.objects.filter(scope=scope).first(),
            look=look or LookForm.of(scope, for_site=for_site),
            files=files or LimitsForm.of(limits_of(scope)),
            sign_ons=list(SignOn.objects.filter(scope=scope).order_by("label", "pk")),
            can_add_saml=for_site and saml.is_installed(),
            no_saml=_no_saml(for_site=for_site),
            duties=list(duties.order_by("role", "user__name")[:100]),
            doors=_doors(request),
        )


def _no_saml(*, for_site: bool) -> str:
    """Why there is no button for SAML; nothing where there is one."""
    if not saml.is_installed():
        return _(
            "SAML is not installed here; the operator adds it with requirements-saml.txt, and all else works without."
        )
    return "" if for_site else _("A provider by SAML is added by the administrators of the site.")


@dataclass(frozen=True)
class SignOnPage:
    """One provider of an institution, or one that is about to be added."""

    menu: Menu
    scope: Scope
    sign_on: SignOn | None
    protocol: Protocol
    form: SignOnForm
    action: str
    name: str
    back: str
    warning: str
    trouble: str
    template = "accounts/sign_on.html"

    @classmethod
    def build(
        cls,
        *,
        request: "Request",
        scope: Scope,
        protocol: Protocol,
        sign_on: SignOn | None = None,
        form: SignOnForm | None = None,
        trouble: str = "",
    ) -> "SignOnPage":
        kind = form_of(protocol)
        for_site = bool(policies.can_set_up(request.rights))
        base = base_url(scope)
        name, back = (
            f"{base}{reverse(f'accounts:{route}', args=[sign_on.key])}" if sign_on else ""
            for route in ("sign-on-metadata", "sign-on-back")
        )
        return cls(
            menu=setup_menu(request.rights, "accounts:arrange"),
            scope=scope,
            sign_on=sign_on,
            protocol=protocol,
            form=form or kind(scope=scope, sign_on=sign_on, for_site=for_site),
            action=_action(scope, protocol, sign_on),
            name=name,
            back=back,
            warning=_no_saml(for_site=True) if protocol == Protocol.SAML else "",
            trouble=trouble,
        )


def _action(scope: Scope, protocol: Protocol, sign_on: SignOn | None) -> str:
    if sign_on:
        return reverse("accounts:institution-sign-on", args=[scope.pk, sign_on.pk])
    return reverse("accounts:institution-add", args=[scope.pk, protocol])


def form_of(protocol: str) -> type[SignOnForm]:
    return SamlForm if protocol == Protocol.SAML else OpenIdForm


def _doors(request: "Request") -> list[Item]:
    """What higher apps have to say about an institution: its policies, and what may come."""
    entries = sorted((item for item in nav if item.place == "institution"), key=lambda item: item.order)
    pairs = [(entry, entry.url(request)) for entry in entries]
    return [Item(label=entry.label, url=url, icon=entry.icon) for entry, url in pairs if url]
