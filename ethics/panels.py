"""The studio in the menu under one's own avatar, and its line on the set-up page."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import Membership
from accounts.rights import Rights
from core.extensions import Check, NavItem, checks, nav
from ethics.models import PolicyVersion
from ethics.policies import can_open_studio


@nav.register
class StudioItem(NavItem):
    key, label, icon, place, order = "ethics.studio", gettext_lazy("Policy studio"), "scroll", "you", 70
    duty = True

    def url(self, request: HttpRequest) -> str | None:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        return reverse("ethics:studio") if rights.user_id and can_open_studio(rights) else None

    def waiting(self, rights: Rights) -> list[QuerySet[PolicyVersion]]:
        """Versions that wait for this person as their second reader."""
        return [PolicyVersion.objects.waiting_for(rights)]


@checks.register
class SecondReaderCheck(Check):
    """Two people publish rules."""

    key, label, order = "ethics.administrators", gettext_lazy("Two people can publish rules"), 45

    def state(self) -> tuple[bool, str | Promise]:
        people = Membership.objects.live().filter(role=Role.POLICY_ADMIN).values("user").distinct().count()
        if people > 1:
            return True, _("%(n)s people administer policies. The starter rules are in force meanwhile.") % {
                "n": people
            }
        return False, _("The starter rules are in force. To change them, name two policy administrators.")

    def url(self) -> str:
        return reverse("ethics:policies")


@nav.register
class InstitutionDoor(NavItem):
    """From the page of an institution to the rules that its people read."""

    key, label, icon, place, order = (
        "ethics.institution",
        gettext_lazy("Rules and policies"),
        "scroll",
        "institution",
        10,
    )

    def url(self, request: HttpRequest) -> str | None:
        return reverse("ethics:policies")
