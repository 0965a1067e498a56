"""Invitations, and what became of their letters."""

from django.db.models import OuterRef, QuerySet, Subquery

from courses.models import Course, Invitation, InvitationMail


def invited(course: Course) -> QuerySet[Invitation]:
    """Open invitations, with what became of their last letter: when it went out, or what the mail server said."""
    letters = InvitationMail.objects.filter(invitation=OuterRef("pk")).order_by("-pk")
    sent = letters.filter(state=InvitationMail.State.DONE)
    found = course.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return found.annotate(
        sent_at=Subquery(sent.values("done_at")[:1]),
        letter=Subquery(letters.values("state")[:1]),
        reason=Subquery(letters.values("reason")[:1]),
    ).order_by("email")
