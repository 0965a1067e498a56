"""The desk in the menu under one's own avatar, and its line on the set-up page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import Role
from accounts.models import Membership
from accounts.rights import Rights
from core.extensions import Check, NavItem, checks, nav
from moderation.models import Case, Look
from moderation.policies import can_open_desk
from moderation.services import chain


@nav.register
class DeskItem(NavItem):
    """Always there for moderators; for others who may be asked, as soon as something waits for them."""

    key, label, icon, place, order = "moderation.desk", gettext_lazy("Desk"), "scale", "you", 60
    duty = True

    def url(self, request: HttpRequest) -> str | None:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        if rights.user_id is None or not can_open_desk(rights):
            return None
        return reverse("moderation:desk")

    def waiting(self, rights: Rights) -> list[QuerySet[Any]]:
        """Cases, and second looks."""
        return [Case.objects.waiting_for(rights), Look.objects.waiting_for(rights)]

    def always(self, request: HttpRequest) -> bool:
        return bool(request.rights.scopes_with(Role.MODERATOR))  # type: ignore[attr-defined]


@checks.register
class DecidersCheck(Check):
    """Who would get a report."""

    key, label, order = "moderation.chain", gettext_lazy("Somebody decides reports"), 40

    def state(self) -> tuple[bool, str | Promise]:
        people = Membership.objects.live().filter(role=Role.MODERATOR).values("user").distinct().count()
        if people >= chain.ENOUGH:
            words = _("%(n)s moderators decide reports, and never about people they teach, mentor or know.")
            return True, words % {"n": people}
        staffed = Membership.objects.live().filter(role=Role.EDUCATOR).exists()
        first = ngettext("There is %(n)s moderator.", "There are %(n)s moderators.", people) % {"n": people}
        if people or staffed:
            words = _(
                "Course staff act first, and another person confirms within two days. With three it is independent."
            )
            return True, f"{first} {words}"
        return False, _("Nobody teaches or moderates yet, so every report comes to the site administrators.")
