from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import policies
from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope
from accounts.rights import Rights
from core.extensions import Check, NavItem, checks, nav


class _Own(NavItem):
    """An entry for everybody who is signed in, by the name of its route."""

    route: str

    def url(self, request: HttpRequest) -> str | None:
        return reverse(self.route) if request.user.is_authenticated else None


@nav.register
class ProfileNav(_Own):
    key, label, icon, place, order, route = "accounts.profile", _("My profile"), "user", "you", 10, "accounts:me"

    def current(self, request: HttpRequest) -> bool:
        return request.path == getattr(request.user, "get_absolute_url", str)()


@nav.register
class ProfileSettings(_Own):
    key, label, icon, place, order = "accounts.settings.profile", _("Profile"), "user", "settings", 10
    route = "accounts:profile-settings"


@nav.register
class AccountSettings(_Own):
    key, label, icon, place, order = "accounts.settings.account", _("E-mail and password"), "lock", "settings", 20
    route = "accounts:account-settings"


@nav.register
class DevicesSettings(_Own):
    key, label, icon, place, order = "accounts.settings.devices", _("Devices"), "device", "settings", 25
    route = "accounts:sign-ins"


@nav.register
class PrivacySettings(_Own):
    key, label, icon, place, order = "accounts.settings.privacy", _("Privacy and my data"), "shield", "settings", 50
    route = "accounts:privacy"


class _ForRights(NavItem):
    """An entry for some, by what `request.rights` says."""

    def url(self, request: HttpRequest) -> str | None:
        rights: Rights | None = getattr(request, "rights", None)
        return self.address(rights) if rights is not None and rights.user_id else None

    def address(self, rights: Rights) -> str | None:
        raise NotImplementedError


@nav.register
class SetupNav(_ForRights):
    key, label, icon, place, order = "accounts.setup", _("Set-up"), "tune", "you", 70
    duty = True

    def address(self, rights: Rights) -> str | None:
        if policies.can_set_up(rights):
            return reverse("accounts:setup")
        return reverse("accounts:arrange") if policies.can_arrange(rights) else None

    def current(self, request: HttpRequest) -> bool:
        return request.path.startswith("/setup/")


@nav.register
class SleepingDutiesNav(_ForRights):
    """For somebody whose duties wait for a second factor."""

    key, label, icon, place, order = "accounts.second-step", _("Open your duties"), "lock", "you", 60
    duty = True

    def address(self, rights: Rights) -> str | None:
        return reverse("accounts:second-step") if rights.sleeps else None


@checks.register
class AdministratorsCheck(Check):
    key, label, order = "accounts.administrators", _("Administrators"), 30

    def state(self) -> tuple[bool, str | Promise]:
        live = Membership.objects.live().filter(role=Role.SITE_ADMIN, user__is_active=True)
        number = live.values("user").distinct().count()
        if number == 1:
            return True, _("You are the only one. A second makes holidays possible.")
        words = ngettext("%(n)d person administers this site.", "%(n)d people administer this site.", number)
        return number > 0, words % {"n": number}

    def url(self) -> str:
        return reverse("accounts:arrange")


@checks.register
class InstitutionCheck(Check):
    key, label, order = "accounts.institution", _("The first institution"), 31

    def state(self) -> tuple[bool, str | Promise]:
        names = list(Scope.objects.filter(kind=ScopeKind.INSTITUTION).order_by("pk").values_list("name", flat=True)[:3])
        if not names:
            return False, _("Courses belong to an institution, and there is none yet.")
        return True, ", ".join(names)

    def url(self) -> str:
        return reverse("accounts:arrange")
