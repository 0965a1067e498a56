"""Mails of one discussion stand together in a mail program: they name one root, and each the one before it."""

from typing import Any

from notifications.extensions import notices
from notifications.models import Mail


def conversation_of(mail: Mail) -> dict[str, Any]:
    """The `thread` and `after` of a letter. A thread is one matter whatever the kind of notice; else a fold is one."""
    about, folds = mail.fold, [mail.fold]
    kind = notices.get(mail.kind)
    if kind is not None and "thread_id" in kind.event.__annotations__:
        thread = mail.fold.partition(":")[2]
        about = f"thread:{thread}"
        told = [each.key for each in notices if "thread_id" in each.event.__annotations__]
        folds = [f"{key}:{thread}"[:120] for key in told]
    sent = Mail.objects.filter(recipient=mail.recipient_id, fold__in=folds, state=Mail.State.DONE)
    before = sent.exclude(pk=mail.pk).order_by("-done_at", "-pk").values_list("message_id", flat=True)[:5]
    return {"thread": f"{mail.recipient_id}:{about}", "after": tuple(reversed(before))}
