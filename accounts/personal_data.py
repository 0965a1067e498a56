from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from accounts.choices import UserState
from accounts.extensions import PersonalData, personal_data
from accounts.models import (
    Audience,
    AudienceMember,
    AudienceUserPermission,
    ExternalIdentity,
    Membership,
    PersonBlock,
    Placeholder,
    ScopeUserPermission,
    Standing,
    User,
)
from accounts.services import end_membership, forget_factors, recount

if TYPE_CHECKING:
    from datetime import datetime

OWN = ["name", "call_me", "handle", "pronouns", "about", "locale", "time_zone", "visibility", "email"]
NOBODY = "Somebody who left"


@personal_data.register
class AccountData(PersonalData):
    key, label = "accounts", _("Your account, your courses and roles, whom you blocked")

    def export(self, user: User) -> dict[str, Any]:
        memberships = Membership.objects.filter(user=user).select_related("scope").order_by("since")
        return {
            "profile": {name: getattr(user, name) for name in OWN},
            "joined": user.date_joined.isoformat(),
            "last_sign_in": _moment(user.last_login),
            "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
            "identities": list(ExternalIdentity.objects.filter(user=user).values("issuer", "subject")),
            "second_factors": list(
                Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
            ),
            "signed_in_on": list(user.sign_ins.values("device", "since", "last_used_at")),
            "roles": [_role(each) for each in memberships],
            "standings": [
                {"where": each.scope.name, "state": each.state, "until": _moment(each.until), "reason": each.reason}
                for each in Standing.objects.filter(user=user).select_related("scope").order_by("pk")
            ],
            "blocked": list(PersonBlock.objects.filter(blocker=user).values_list("blocked__name", flat=True)),
        }

    def erase(self, user: User) -> None:
        """The row stays, with nothing of the person in it; they are in no course any more and cannot come in."""
        for membership in Membership.objects.live().filter(user=user).select_related("scope"):
            end_membership(user=user, scope=membership.scope)
        _leave_audiences(user)
        ScopeUserPermission.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        ExternalIdentity.objects.filter(user=user).delete()
        Placeholder.objects.filter(user=user).delete()
        Placeholder.objects.filter(offered_to=user).update(offered_to=None)
        PersonBlock.objects.filter(blocker=user).delete()
        forget_factors(user=user)
        user.name, user.state = NOBODY, UserState.ERASED
        user.call_me = user.pronouns = user.about = user.locale = ""
        user.email = user.handle = user.last_login = None
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()


def _leave_audiences(user: User) -> None:
    """Nobody is told any more that this person reads."""
    named = AudienceMember.objects.filter(user=user)
    audiences = Audience.objects.filter(pk__in=list(named.values_list("audience", flat=True)))
    named.delete()
    AudienceUserPermission.objects.filter(user=user).delete()
    recount(audiences)


def _role(membership: Membership) -> dict[str, Any]:
    return {
        "where": membership.scope.name,
        "role": membership.role,
        "since": membership.since.isoformat(),
        "until": _moment(membership.ended_at),
    }


def _moment(moment: "datetime | None") -> str | None:
    return moment.isoformat() if moment else None
