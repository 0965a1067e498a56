"""An institution, for its administrators."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts import policies
from accounts.choices import FLOWING
from accounts.forms import LookForm, SignOnForm
from accounts.models import Institution, Membership, Scope, SignOn
from accounts.pages.setup import setup_menu
from accounts.services.institutions import key_of
from core.extensions import nav
from core.menus import Item, Menu

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class InstitutionPage:
    """How it looks, how its people sign on, who has a duty; and the pages of higher apps about it."""

    menu: Menu
    scope: Scope
    institution: Institution | None
    look: LookForm
    sign_on: SignOnForm
    kept: SignOn | None
    back: str
    duties: list[Membership]
    doors: list[Item]
    trouble: str
    template = "accounts/institution.html"

    @classmethod
    def build(
        cls,
        *,
        request: "Request",
        scope: Scope,
        look: LookForm | None = None,
        sign_on: SignOnForm | None = None,
        trouble: str = "",
    ) -> "InstitutionPage":
        for_site = bool(policies.can_set_up(request.rights))
        kept = SignOn.objects.filter(scope=scope).first()
        duties = Membership.objects.live().filter(scope=scope, role__in=FLOWING).select_related("user")
        institution = Institution.objects.filter(scope=scope).first()
        return cls(
            menu=setup_menu(request.rights, "accounts:arrange"),
            scope=scope,
            institution=institution,
            look=look or LookForm.of(scope, for_site=for_site),
            sign_on=sign_on or SignOnForm.of(scope, for_site=for_site),
            kept=kept,
            back=_back(request, institution, kept),
            duties=list(duties.order_by("role", "user__name")[:100]),
            doors=_doors(request),
            trouble=trouble,
        )


def _back(request: "Request", institution: Institution | None, kept: SignOn | None) -> str:
    """The address that the provider has to know, as people of this institution come back to it."""
    if kept is None:
        return ""
    path = reverse("accounts:sign-on-back", args=[key_of(kept.issuer)])
    if institution and institution.host:
        return f"{request.scheme}://{institution.host}{path}"
    return request.build_absolute_uri(path)


def _doors(request: "Request") -> list[Item]:
    """What higher apps have to say about an institution: its policies, and what may come."""
    entries = sorted((item for item in nav if item.place == "institution"), key=lambda item: item.order)
    pairs = [(entry, entry.url(request)) for entry in entries]
    return [Item(label=entry.label, url=url, icon=entry.icon) for entry, url in pairs if url]
