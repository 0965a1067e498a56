"""Verbs of the text parts of a unit."""

from collections.abc import Collection
from html import escape
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from core.text import PART_LIMIT, clean_html, plain, render_markdown
from courses import policies
from courses.choices import PartKind, TextFormat
from courses.events import UnitChanged
from courses.extensions import margins
from courses.models import Part, Unit
from courses.services.ordering import move, put_after

MARKER = "[[picture]]"


def rendered(source: str, text_format: str) -> tuple[str, str]:
    """Safe HTML of a part and its words. Raises ValidationError when the text is outside its bounds."""
    if text_format == TextFormat.MARKDOWN:
        found = render_markdown(source, tags="part", limit=PART_LIMIT)
        return found.html, found.text
    html = clean_html(source)
    return html, plain(html)


@transaction.atomic
def add_text(
    *, actor: User, unit: Unit, source: str, format: str = TextFormat.MARKDOWN, title: str = "", after: Part | None = None  # noqa: A002
) -> Part:  # fmt: skip
    """A new text behind `after` (first without it)."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    html, text = rendered(source, format)
    part = Part.objects.create(
        unit=unit, kind=PartKind.TEXT, title=title, source=source, format=format, html=html, text=text
    )
    put_after(unit.parts.all(), part, after)
    _changed(unit)
    return part


@transaction.atomic
def change_text(*, actor: User, part: Part, source: str, format: str, title: str = "") -> Part:  # noqa: A002
    """Another text; an import will keep it from now on. Saving what is there already changes nothing."""
    policies.can_edit_course(rights_of(actor), part.unit.course).require()
    if (part.source, part.format, part.title) == (source, format, title):
        return part
    part.source, part.format, part.title = source, format, title
    part.html, part.text = rendered(source, format)
    part.edited_at = timezone.now()
    part.save()
    rewritten([part.pk])
    _changed(part.unit)
    return part


@transaction.atomic
def move_part(*, actor: User, part: Part, down: bool) -> None:
    policies.can_edit_course(rights_of(actor), part.unit.course).require()
    move(part.unit.parts.live(), part, down=down)
    _changed(part.unit)


@transaction.atomic
def retire_part(*, actor: User, part: Part) -> Part:
    """Take a text out of the unit; it is kept and can come back."""
    policies.can_edit_course(rights_of(actor), part.unit.course).require()
    return _set_retired(part, timezone.now())


@transaction.atomic
def restore_part(*, actor: User, part: Part) -> Part:
    policies.can_edit_course(rights_of(actor), part.unit.course).require()
    return _set_retired(part, None)


def _set_retired(part: Part, moment: Any) -> Part:
    part.retired_at = moment
    part.edited_at = timezone.now()
    part.save(update_fields=["retired_at", "edited_at"])
    _changed(part.unit)
    return part


def rewritten(parts: Collection[int]) -> None:
    """Tell those who keep something beside these texts that their words changed; whoever changes them calls this."""
    for margin in margins if parts else ():
        margin.rewritten(parts)


def _changed(unit: Unit) -> None:
    emit(UnitChanged(unit_id=unit.pk, course_id=unit.course_id))


def with_picture(source: str, text_format: str, *, url: str, words: str) -> str:
    """The text with a picture where it says [[picture]], or at its end."""
    words = " ".join(words.split())
    if text_format == TextFormat.MARKDOWN:
        picture = f"![{words.replace('[', '(').replace(']', ')')}](<{url}>)"
    else:
        picture = f'<p><img src="{escape(url)}" alt="{escape(words)}"></p>'
    if MARKER in source:
        return source.replace(MARKER, picture, 1)
    return f"{source.rstrip()}\n\n{picture}\n".lstrip()
