"""The first hour of an installation: the first administrator, the first places, the first duties."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts import policies
from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services.memberships import end_membership, grant
from accounts.services.people import register
from accounts.services.scopes import plant, site
from core.letters import absolute
from core.policy import hidden

if TYPE_CHECKING:
    from datetime import timedelta

SALT = "accounts.first"
DAY = 24 * 3600


def has_administrator() -> bool:
    return Membership.objects.live().filter(role=Role.SITE_ADMIN, user__is_active=True).exists()


def first_link() -> str | None:
    """The address where the first administrator is made; None once there is one. It works for a day and for one person."""
    if has_administrator():
        return None
    return absolute(reverse("accounts:first", args=[signing.dumps("first", salt=SALT)]))


def opens_first(token: str, max_age: "timedelta | int" = DAY) -> bool:
    """Whether this is a link that the server printed, and nobody was faster."""
    try:
        signing.loads(token, salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return False
    return not has_administrator()


@transaction.atomic
def become_first(*, name: str, email: str, password: str) -> User:
    """The first administrator; of two who hold a link exactly one becomes it."""
    root = Scope.objects.select_for_update(no_key=True).get(pk=site().pk)
    if has_administrator():
        hidden().require()
    user = register(name=name, email=email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    grant(user=user, scope=root, role=Role.SITE_ADMIN)
    return user


@transaction.atomic
def found(*, actor: User, kind: ScopeKind, name: str, parent: Scope, time_zone: str) -> Scope:
    """A new institution, or a programme in one."""
    policies.can_found(rights_of(actor), kind, parent).require()
    return plant(kind=kind, name=name, parent=parent, time_zone=time_zone)


@transaction.atomic
def appoint(*, actor: User, person: User, scope: Scope, role: Role) -> Membership:
    """Give somebody a duty in a place; they are told."""
    policies.can_appoint(rights_of(actor), scope, role).require()
    return grant(user=person, scope=scope, role=role)


@transaction.atomic
def relieve(*, actor: User, membership: Membership) -> None:
    """Take a duty back."""
    policies.can_relieve(rights_of(actor), membership).require()
    end_membership(user=membership.user, scope=membership.scope, role=Role(membership.role))
