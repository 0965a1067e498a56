"""A mail row becomes a letter, or nothing: what may not be seen any more, or has been read meanwhile, is not mailed."""

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import UserState
from accounts.rights import rights_of
from accounts.services import institution_of, sender_for
from core.letters import BODY, ITEMS, Letter, Line, Section, absolute
from core.text import excerpt
from notifications.choices import DIGEST, TEST, Category
from notifications.extensions import Message, notices
from notifications.models import Mail, Notice
from notifications.services.conversing import conversation_of
from notifications.services.preferring import stop_url
from notifications.services.wording import words_of

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.rights import Rights

Told = tuple[Notice, Message]


def compose(mail: Mail) -> Letter | None:
    """What this mail says now; None when there is nothing left to say, or nobody to say it to."""
    person = mail.recipient
    if not person.is_active or person.state != UserState.ACTIVE or not person.email:
        return None
    if mail.kind == TEST:
        return _trial(mail)
    rights = rights_of(person)
    told = _told(mail, person, rights)
    if not told:
        return None
    letter = _digest(mail, told) if mail.kind == DIGEST else _prompt(mail, told)
    return replace(letter, sender=sender_for(institution_of(rights)))


def _told(mail: Mail, person: "User", rights: "Rights") -> list[Told]:
    rows = [row for row in mail.notices.select_related("event").order_by("pk") if row.read_at is None or _firm(row)]
    words = words_of(user=person, rights=rights, rows=rows)
    return [(row, words[row.pk]) for row in rows if row.pk in words]


def _firm(notice: Notice) -> bool:
    kind = notices.get(notice.kind)
    return kind is not None and kind.firm


def _line(notice: Notice, message: Message) -> Line:
    url = absolute(reverse("notifications:open", args=[notice.pk]))
    return Line(subject=message.subject, body=excerpt(message.body, BODY), url=url)


def _settings() -> Line:
    return Line(subject=_("Choose what we write to you about"), url=absolute(reverse("notifications:settings")))


def _prompt(mail: Mail, told: list[Told]) -> Letter:
    """One matter, at once."""
    kind = notices[mail.kind]
    return Letter(
        to=str(mail.recipient.email),
        subject=kind.headline([message for _row, message in told]),
        sections=[Section(lines=[_line(*pair) for pair in told[:ITEMS]])],
        message_id=mail.message_id,
        why=_("You get this mail at once because of your settings for “%(label)s”.") % {"label": kind.label},
        less=stop_url(mail.recipient_id, kind.key),
        less_label=_("Put these into my digest"),
        list_name=kind.key,
        **conversation_of(mail),
        closing=[_more(len(told) - ITEMS)] if len(told) > ITEMS else [_settings()],
    )


def _digest(mail: Mail, told: list[Told]) -> Letter:
    """Everything that could wait, grouped by what it is about, the fullest group of one's own matters first."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for row, message in told:
        groups[row.fold].append((row, message))
    ordered = sorted(groups.values(), key=lambda group: (group[0][0].category != Category.FOR_ME, -len(group)))
    heads = [notices[group[0][0].kind].headline([message for _row, message in group]) for group in ordered]
    shown, sections = 0, []
    for head, group in zip(heads, ordered, strict=True):
        lines = [_line(*pair) for pair in group[: max(ITEMS - shown, 0)]]
        shown += len(lines)
        sections += [Section(title=head if len(group) > 1 else "", lines=lines)] if lines else []
    return Letter(
        to=str(mail.recipient.email),
        subject=_digest_subject(heads),
        sections=sections,
        message_id=mail.message_id,
        why=_("This is your digest: what happened since the last one and could wait."),
        less=stop_url(mail.recipient_id, DIGEST),
        less_label=_("Send me no digest"),
        list_name=DIGEST,
        bulk=True,
        closing=[_more(len(told) - shown)] if shown < len(told) else [_settings()],
    )


def _digest_subject(heads: list[str]) -> str:
    more = len(heads) - 1
    if not more:
        return heads[0]
    return ngettext("%(first)s · %(n)d more thing", "%(first)s · %(n)d more things", more) % {
        "first": heads[0],
        "n": more,
    }


def _more(number: int) -> Line:
    words = ngettext("%(n)d more in your inbox", "%(n)d more in your inbox", number) % {"n": number}
    return Line(subject=words, url=absolute(reverse("notifications:inbox")))


def _trial(mail: Mail) -> Letter:
    subject = _("Mail from Colloquy arrives")
    body = _(
        "You asked for this on the set-up page. It went the whole way: from the page to a worker, and by mail to you."
    )
    return Letter(
        to=str(mail.recipient.email),
        subject=subject,
        sections=[Section(lines=[Line(subject=subject, body=body)])],
        message_id=mail.message_id,
        why=_("You get this because you pressed the button."),
    )
