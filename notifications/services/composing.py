"""A mail row becomes a letter, or nothing: what may not be seen any more, or has been read meanwhile, is not mailed."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role, ScopeKind, UserState
from accounts.models import Scope
from accounts.rights import rights_of
from accounts.services import base_url, bases_of, institution_of, sender_for
from core.letters import BODY, ITEMS, Letter, Line, Section, absolute
from core.text import opening
from notifications.choices import DIGEST, TEST, Category
from notifications.extensions import Asked, Message, digest_parts, notices
from notifications.models import UNKNOWN, Mail, Notice
from notifications.services.conversing import conversation_of
from notifications.services.houses import apart, house_of, inside, without
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
    with inside(house_of(mail)):
        return _composed(mail, person)


def _composed(mail: Mail, person: "User") -> Letter | None:
    rights = rights_of(person)
    told = _told(mail, person, rights)
    asked = _asked(mail, rights) if mail.kind == DIGEST else []
    if not told and not asked:
        return None
    house = _house(told, asked, rights)
    letter = _digest(mail, told, asked, house) if mail.kind == DIGEST else _prompt(mail, told, house)
    return replace(letter, sender=house.sender, base=house.base)


@dataclass(frozen=True, slots=True)
class House:
    """Who writes: the institution in which all of it happened; the person's only one where none of it did in any; else
    the site. `bases` are the addresses of the institutions that are told of."""

    sender: str
    base: str
    bases: dict[int, str]

    def base_of(self, institution_id: int | None) -> str:
        return self.bases.get(institution_id or 0, self.base)


def _house(told: list[Told], asked: list[Asked], rights: "Rights") -> House:
    ids = {where for notice, _message in told if (where := notice.institution_id or UNKNOWN) > UNKNOWN}
    waiting = [item for part in asked for _place, items in part.groups for item in items]
    ids |= {item.institution_id for item in waiting if item.institution_id}
    if len(ids) > 1:
        return House(sender=sender_for(None), base=absolute(""), bases=bases_of(ids))
    scope = Scope.objects.filter(pk__in=ids).first() if ids else institution_of(rights)
    return House(sender=sender_for(scope), base=base_url(scope), bases={})


def asked_of(rights: "Rights") -> list[Asked]:
    """What waits for this person now, by what higher apps say."""
    mine = [part for part in digest_parts if rights.scopes_with(*map(Role, part.roles))]
    return [found for part in mine if (found := part.asked(rights)) is not None]


def _asked(mail: Mail, rights: "Rights") -> list[Asked]:
    """Without what the digests of other institutions tell of."""
    found = asked_of(rights)
    others = [] if rights.here.path or not found else apart(rights)
    return [left for part in found if (left := without(part, others)) is not None]


def _told(mail: Mail, person: "User", rights: "Rights") -> list[Told]:
    rows = [row for row in mail.notices.select_related("event").order_by("pk") if row.read_at is None or _firm(row)]
    words = words_of(user=person, rights=rights, rows=rows)
    return [(row, words[row.pk]) for row in rows if row.pk in words]


def _firm(notice: Notice) -> bool:
    kind = notices.get(notice.kind)
    return kind is not None and kind.firm


def _line(notice: Notice, message: Message, house: House) -> Line:
    url = absolute(reverse("notifications:open", args=[notice.pk]), house.base_of(notice.institution_id))
    return Line(subject=message.subject, body=opening(message.body, BODY), url=url)


def _settings(house: House) -> Line:
    url = absolute(reverse("notifications:settings"), house.base)
    return Line(subject=_("Choose what we write to you about"), url=url)


def _prompt(mail: Mail, told: list[Told], house: House) -> Letter:
    """One matter, at once."""
    kind = notices[mail.kind]
    return Letter(
        to=str(mail.recipient.email),
        subject=kind.headline([message for _row, message in told]),
        sections=[Section(lines=[_line(*pair, house) for pair in told[:ITEMS]])],
        message_id=mail.message_id,
        why=_("You get this mail at once because of your settings for “%(label)s”.") % {"label": kind.label},
        less=stop_url(mail.recipient_id, kind.key, house.base),
        less_label=_("Put these into my digest"),
        list_name=kind.key,
        **conversation_of(mail),
        closing=[_more(len(told) - ITEMS, house)] if len(told) > ITEMS else [_settings(house)],
    )


def _waiting(asked: list[Asked], house: House) -> list[Section]:
    found = []
    for part in asked:
        found.append(Section(title=part.headline, lines=[]))
        for place, items in part.groups:
            lines = [
                Line(item.subject, item.body, absolute(item.url, house.base_of(item.institution_id))) for item in items
            ]
            found.append(Section(place=place, lines=lines))
        if part.rest:
            found.append(Section(lines=[Line(subject=part.rest)]))
    return found


def _digest(mail: Mail, told: list[Told], asked: list[Asked], house: House) -> Letter:
    """What waits, then everything that could wait, course by course and grouped by what it is about, the fullest group of one's own
    matters first; a course stands where the first of its groups does."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for row, message in told:
        groups[row.fold].append((row, message))
    places = _places([row for row, _message in told])
    ordered = sorted(groups.values(), key=lambda group: (group[0][0].category != Category.FOR_ME, -len(group)))
    heads = [notices[group[0][0].kind].headline([message for _row, message in group]) for group in ordered]
    found = [places[group[0][0].pk] for group in ordered]
    shown, said = 0, ""
    sections = _waiting(asked, house)
    for place, head, group in sorted(zip(found, heads, ordered, strict=True), key=lambda each: found.index(each[0])):
        lines = [_line(*pair, house) for pair in group[: max(ITEMS - shown, 0)]]
        shown += len(lines)
        title, above = head if len(group) > 1 else "", place if place != said else ""
        sections += [Section(title=title, lines=lines, place=above)] if lines else []
        said = place
    return Letter(
        to=str(mail.recipient.email),
        subject=_digest_subject([*(part.headline for part in asked), *heads]),
        sections=sections,
        message_id=mail.message_id,
        why=_("This is your digest: what happened since the last one and could wait."),
        less=stop_url(mail.recipient_id, DIGEST, house.base),
        less_label=_("Send me no digest"),
        list_name=DIGEST,
        bulk=True,
        closing=[_more(len(told) - shown, house)] if shown < len(told) else [_settings(house)],
    )


def _places(rows: list[Notice]) -> dict[int, str]:
    """Notice id → the course it is from, or whatever place it is from."""
    scopes = Scope.objects.in_bulk({row.event.scope_id for row in rows if row.event.scope_id})
    parents = Scope.objects.in_bulk({scope.parent_id for scope in scopes.values() if scope.kind == ScopeKind.GROUP})
    names = {pk: (parents.get(scope.parent_id or 0) or scope).name for pk, scope in scopes.items()}
    return {row.pk: names.get(row.event.scope_id or 0, "") for row in rows}


def _digest_subject(heads: list[str]) -> str:
    more = len(heads) - 1
    if not more:
        return heads[0]
    return ngettext("%(first)s · %(n)d more thing", "%(first)s · %(n)d more things", more) % {
        "first": heads[0].removesuffix("."),
        "n": more,
    }


def _more(number: int, house: House) -> Line:
    words = ngettext("%(n)d more in your inbox", "%(n)d more in your inbox", number) % {"n": number}
    return Line(subject=words, url=absolute(reverse("notifications:inbox"), house.base))


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
