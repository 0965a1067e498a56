"""The letters of invitations: rows that a worker claims; never lost, at most one repeat with the same Message-ID."""

import logging

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import base_url, sender_for
from core.letters import AUTOMATIC, absolute, host, one_line, plain
from core.mailserver import TRIES, TROUBLES, Trouble, longest_exchange, trouble_of, usable, wait_after
from core.models import LeasedRow
from core.outbox import ring
from courses.models import InvitationMail

logger = logging.getLogger(__name__)


def send_invitation(mail_id: int) -> None:
    """Send one letter, if it is due, nobody else has it and the invitation is still open."""
    if not InvitationMail.objects.claim(mail_id, seconds=longest_exchange()):
        return
    mail = InvitationMail.objects.select_related("invitation__course__scope", "invitation__made_by").get(pk=mail_id)
    if not mail.invitation.is_open:
        _end(mail, LeasedRow.State.DROPPED)
        return
    try:
        usable(mail.invitation.email)
        _message(mail).send()
    except TROUBLES as error:
        _refused(mail, trouble_of(error))
    else:
        _end(mail, LeasedRow.State.DONE)


def _refused(mail: InvitationMail, trouble: Trouble) -> None:
    """For good, or tried again after a wait that grows."""
    logger.warning("Letter %s did not go out: %s", mail.pk, trouble.reason)
    if trouble.over or mail.attempts >= TRIES:
        _end(mail, LeasedRow.State.FAILED, trouble.reason)
    else:
        due = timezone.now() + wait_after(mail.attempts)
        waiting = InvitationMail.objects.filter(pk=mail.pk)
        waiting.update(leased_until=None, due_at=due, reason=trouble.reason[:200])


def _message(mail: InvitationMail) -> EmailMultiAlternatives:
    invitation = mail.invitation
    base = base_url(invitation.course.scope)
    context = {
        "invitation": invitation,
        "course": invitation.course,
        "sender": invitation.made_by,
        "url": absolute(invitation.get_absolute_url(), base),
    }
    subject = _("%(name)s invites you to “%(course)s”") % {"name": invitation.made_by.name, "course": invitation.course}
    text = render_to_string("courses/invitation_mail.txt", context)
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=text,
        from_email=sender_for(invitation.course.scope),
        to=[invitation.email],
        headers={"Message-ID": f"<{mail.message_id}@{host()}>", **AUTOMATIC},
    )
    message.attach_alternative(plain(one_line(subject), text, base), "text/html")
    return message


def _end(mail: InvitationMail, state: LeasedRow.State, reason: str = "") -> None:
    over = {"state": state, "done_at": timezone.now(), "leased_until": None, "reason": reason[:200]}
    InvitationMail.objects.filter(pk=mail.pk).update(**over)


def send_due_invitations() -> int:
    """Ring for the letters that are due; their number."""
    ids = list(InvitationMail.objects.due().order_by("due_at").values_list("pk", flat=True)[:200])
    for mail_id in ids:
        ring("courses.send_invitation", mail_id)
    return len(ids)
