"""The letters of invitations: rows that a worker claims; never lost, at most one repeat with the same Message-ID."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LeasedRow
from core.outbox import ring
from courses.models import InvitationMail

MOST_ATTEMPTS = 8


def send_invitation(mail_id: int) -> None:
    """Send one letter, if it is due, nobody else has it and the invitation is still open."""
    if not InvitationMail.objects.claim(mail_id):
        return
    mail = InvitationMail.objects.select_related("invitation__course__scope", "invitation__made_by").get(pk=mail_id)
    if not mail.invitation.is_open:
        _end(mail, LeasedRow.State.DROPPED)
        return
    try:
        _message(mail).send()
    except OSError:
        if mail.attempts >= MOST_ATTEMPTS:
            _end(mail, LeasedRow.State.FAILED)
        raise
    _end(mail, LeasedRow.State.DONE)


def _message(mail: InvitationMail) -> EmailMessage:
    invitation = mail.invitation
    context = {
        "invitation": invitation,
        "course": invitation.course,
        "sender": invitation.made_by,
        "url": f"{settings.BASE_URL}{invitation.get_absolute_url()}",
    }
    subject = _("%(name)s invites you to “%(course)s”") % {"name": invitation.made_by.name, "course": invitation.course}
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("courses/invitation_mail.txt", context),
        to=[invitation.email],
        headers={"Message-ID": f"<{mail.message_id}@colloquy>", "Auto-Submitted": "auto-generated"},
    )


def _end(mail: InvitationMail, state: LeasedRow.State) -> None:
    InvitationMail.objects.filter(pk=mail.pk).update(state=state, done_at=timezone.now(), leased_until=None)


def send_due_invitations() -> int:
    """Ring for the letters that are due; their number."""
    ids = list(InvitationMail.objects.due().order_by("due_at").values_list("pk", flat=True)[:200])
    for mail_id in ids:
        ring("courses.send_invitation", mail_id)
    return len(ids)
