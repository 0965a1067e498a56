"""The ways into a course: join links and invitations by e-mail."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import grant
from core.outbox import emit, ring
from core.policy import Verdict, no, yes
from courses import policies
from courses.events import PersonInvited
from courses.models import Course, Invitation, InvitationMail, JoinLink
from courses.services.people import admit

LINK_ROLES = (Role.LEARNER, Role.MENTOR)
"""What a link can make of anybody who holds it; whoever grades is invited by name."""
INVITATION_DAYS = 30
MOST_INVITATIONS = 200


@transaction.atomic
def make_join_link(
    *,
    actor: User,
    course: Course,
    role: Role = Role.LEARNER,
    domain: str = "",
    places: int | None = None,
    expires_at: datetime | None = None,
) -> JoinLink:
    policies.can_keep_course(rights_of(actor), course).require()
    if role not in LINK_ROLES:
        no(_("Staff are invited by name, not by a link that can be passed on.")).require()
    return JoinLink.objects.create(
        course=course,
        token=secrets.token_urlsafe(16),
        role=role,
        domain=domain.strip().lower().removeprefix("@"),
        places=places,
        expires_at=expires_at,
        made_by=actor,
    )


@transaction.atomic
def revoke_join_link(*, actor: User, link: JoinLink) -> JoinLink:
    """The link stops working; who came in by it stays."""
    policies.can_keep_course(rights_of(actor), link.course).require()
    link.revoked_at = link.revoked_at or timezone.now()
    link.save(update_fields=["revoked_at"])
    return link


def can_join(user: User, link: JoinLink) -> Verdict:
    """Whether this person may come in by this link, with what keeps them out."""
    if link.revoked_at:
        return no(_("This link was withdrawn. Ask the staff of the course for a new one."))
    if link.expires_at and link.expires_at <= timezone.now():
        return no(_("This link has expired. Ask the staff of the course for a new one."))
    if link.course.is_over:
        return no(_("This course is over."))
    if link.places is not None and link.used >= link.places:
        return no(_("All places of this link are taken. Ask the staff of the course for a new one."))
    if link.domain and (user.email or "").lower().rpartition("@")[2] != link.domain:
        return no(_("This link is for addresses at %(domain)s. Sign in with yours.") % {"domain": link.domain})
    return yes()


@transaction.atomic
def join(*, actor: User, link: JoinLink) -> Membership | None:
    """Come in by a link. Who is in already takes no place; the last place goes to exactly one person."""
    link = JoinLink.objects.select_for_update(of=("self",), no_key=True).select_related("course__scope").get(pk=link.pk)
    if Membership.objects.live().filter(user=actor, scope=link.course.scope_id).exists():
        return None
    can_join(actor, link).require()
    JoinLink.objects.filter(pk=link.pk).update(used=F("used") + 1)
    return admit(course=link.course, user=actor, role=Role(link.role))


@transaction.atomic
def invite(
    *, actor: User, course: Course, emails: Iterable[str], role: Role = Role.LEARNER, message: str = ""
) -> list[Invitation]:
    """Write to each address; who was invited before gets the same invitation again with a new date."""
    policies.can_keep_course(rights_of(actor), course).require()
    addresses = sorted({email.strip().lower() for email in emails if email.strip()})
    if len(addresses) > MOST_INVITATIONS:
        no(_("At most %(n)s addresses at once.") % {"n": MOST_INVITATIONS}).require()
    inside = course.scope.memberships.live().filter(user__email__in=addresses, role=role)
    known = set(inside.values_list("user__email", flat=True))
    return [_invite(actor, course, email, role, message) for email in addresses if email not in known]


def _invite(actor: User, course: Course, email: str, role: Role, message: str, **also: Any) -> Invitation:
    invitation, _made = Invitation.objects.update_or_create(
        course=course,
        email=email,
        defaults={
            "role": role,
            "message": message[:500],
            "made_by": actor,
            "made_at": timezone.now(),
            "expires_at": timezone.now() + timedelta(days=INVITATION_DAYS),
            "accepted_at": None,
            "revoked_at": None,
            **also,
        },
        create_defaults={
            "role": role,
            "token": secrets.token_urlsafe(24),
            "message": message[:500],
            "made_by": actor,
            "expires_at": timezone.now() + timedelta(days=INVITATION_DAYS),
            **also,
        },
    )
    letter = InvitationMail.objects.create(invitation=invitation, message_id=secrets.token_hex(12))
    transaction.on_commit(lambda: ring("courses.send_invitation", letter.pk), robust=True)
    emit(PersonInvited(invitation_id=invitation.pk, course_id=course.pk, actor_id=actor.pk))
    return invitation


@transaction.atomic
def renew_invitation(
    *,
    actor: User,
    course: Course,
    email: str,
    role: Role,
    group: Scope | None = None,
    name: str = "",
    number: str = "",
    letter: bool = True,
) -> Invitation:
    """One address of a list: with a letter, or only another role or group for an invitation that is open."""
    policies.can_keep_course(rights_of(actor), course).require()
    also = {"group": group, "name": name[:150], "number": number[:80]}
    if letter:
        return _invite(actor, course, email, role, "", **also)
    Invitation.objects.filter(course=course, email=email).update(role=role, **also)
    return Invitation.objects.get(course=course, email=email)


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    policies.can_keep_course(rights_of(actor), invitation.course).require()
    invitation.revoked_at = invitation.revoked_at or timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


def can_accept(user: User, invitation: Invitation) -> Verdict:
    """Whoever holds the letter may accept it, but staff roles only under the address that was invited."""
    if invitation.accepted_at:
        return no(_("This invitation was used already."))
    if invitation.revoked_at or invitation.expires_at <= timezone.now():
        return no(_("This invitation is no longer open. Ask the person who sent it for a new one."))
    if invitation.role not in LINK_ROLES and (user.email or "").lower() != invitation.email:
        return no(_("This invitation is for %(email)s. Sign in with that address.") % {"email": invitation.email})
    return yes()


@transaction.atomic
def accept_invitation(*, actor: User, invitation: Invitation) -> Membership:
    """One invitation, one person: who comes second finds it used."""
    can_accept(actor, invitation).require()
    inside = Membership.objects.live().filter(user=actor, scope=invitation.course.scope_id).first()
    if inside is not None and invitation.role == Role.LEARNER:
        return inside
    open_ones = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True)
    if not open_ones.update(accepted_at=timezone.now()):
        no(_("This invitation was used already.")).require()
    membership = admit(course=invitation.course, user=actor, role=Role(invitation.role))
    if invitation.group is not None:
        grant(user=actor, scope=invitation.group, role=Role(invitation.role))
    return membership
