"""What a person decides about themselves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts import policies, services
from accounts.forms import EraseForm, ProfileForm
from accounts.models import PersonBlock, SignIn, User
from core.menus import Menu, settings_menu

if TYPE_CHECKING:
    from accounts.http import Request
    from core.policy import Verdict


@dataclass(frozen=True)
class ProfileSettingsPage:
    menu: Menu
    form: ProfileForm
    person: User
    template = "accounts/settings_profile.html"

    @classmethod
    def build(cls, *, request: "Request", form: ProfileForm | None = None) -> "ProfileSettingsPage":
        person = User.objects.get(pk=request.user.pk)
        return cls(menu=settings_menu(request), form=form or ProfileForm(instance=person), person=person)


@dataclass(frozen=True)
class AccountSettingsPage:
    """Where one signs in with what; allauth's pages do the rest."""

    menu: Menu
    addresses: list[EmailAddress]
    has_password: bool
    factors: frozenset[str]
    template = "accounts/settings_account.html"

    @classmethod
    def build(cls, *, request: "Request") -> "AccountSettingsPage":
        addresses = list(EmailAddress.objects.filter(user=request.user).order_by("-primary", "email"))
        return cls(
            menu=settings_menu(request),
            addresses=addresses,
            has_password=request.user.has_usable_password(),
            factors=services.factors_of(request.user.pk),
        )


@dataclass(frozen=True)
class SignInsPage:
    """The devices on which one is signed in."""

    menu: Menu
    here: SignIn | None
    others: list[SignIn]
    template = "accounts/settings_devices.html"

    @classmethod
    def build(cls, *, request: "Request") -> "SignInsPage":
        rows, key = services.sign_ins_of(request.user), request.session.session_key
        return cls(
            menu=settings_menu(request),
            here=next((row for row in rows if row.session_key == key), None),
            others=[row for row in rows if row.session_key != key],
        )


@dataclass(frozen=True)
class PrivacyPage:
    """Whom I blocked, what is kept about me, and the way out."""

    menu: Menu
    blocks: list[PersonBlock]
    template = "accounts/settings_privacy.html"

    @classmethod
    def build(cls, *, request: "Request") -> "PrivacyPage":
        mine = PersonBlock.objects.filter(blocker=request.user).select_related("blocked").order_by("-since")
        return cls(menu=settings_menu(request), blocks=list(mine))


@dataclass(frozen=True)
class ErasePage:
    menu: Menu
    form: EraseForm
    may: "Verdict"
    back: str
    template = "accounts/erase.html"

    @classmethod
    def build(cls, *, request: "Request", form: EraseForm | None = None) -> "ErasePage":
        return cls(
            menu=settings_menu(request),
            form=form or EraseForm(user=request.user),
            may=policies.can_erase(request.rights, request.user),
            back=reverse("accounts:privacy"),
        )
