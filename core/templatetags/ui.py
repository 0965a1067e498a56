"""The components of every page. Arguments are keywords, so a typo fails at once; the look is static/css/components/."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.contrib.messages import ERROR, get_messages
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import fields, icons, moments, people
from core.toasts import undo_of

register = template.Library()
Text = str | Promise
SIZES = {"sm": " i-sm", "": "", None: ""}


@register.simple_tag
def icon(name: str, *, label: Text | None = None, size: str | None = None) -> SafeString:
    """A symbol; hidden from readers unless it has a label of its own."""
    return _symbol(name, str(label or ""), size)


@lru_cache(2000)
def _symbol(name: str, label: str, size: str | None) -> SafeString:
    classes = f"i{SIZES[size]}{' i-flip' if name in icons.FLIPPED else ''}"
    told = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}"/></svg>', classes, told, icons.address(name)
    )


@register.simple_tag
def avatar(person: Any, *, role: str = "student", size: str = "", label: bool = False) -> SafeString:
    """Initials in the shape of a role: student circle, staff rounded square, mentor with one squared corner."""
    name = str(getattr(person, "name", person))
    hue = getattr(person, "hue", 0) or people.hue(getattr(person, "pk", name))
    return format_html(
        '<span class="av{}" data-hue="{}" data-role="{}"{}>{}</span>',
        f" av-{size}" if size else "",
        hue,
        role,
        format_html(' role="img" aria-label="{}"', name) if label else SafeString(' aria-hidden="true"'),
        getattr(person, "initials", "") or people.initials(name),
    )


@register.simple_tag
def person(
    who: Any, *, role: str = "student", sub: Text = "", href: str = "", size: str = "", heading: str = ""
) -> SafeString:
    """Avatar, name (a link where it leads somewhere), one line of context with the role first."""
    context = {"who": who, "role": role, "sub": sub, "href": href, "size": size, "heading": heading}
    return render_to_string("components/person.html", context)


@register.simple_tag
def badge(text: Text, *, tone: str = "", icon: str = "", line: bool = False) -> SafeString:
    """A state in one or two words."""
    return format_html(
        '<span class="badge{}"{}>{}{}</span>',
        " badge-line" if line else "",
        format_html(' data-tone="{}"', tone) if tone else "",
        _icon(icon),
        text,
    )


@register.simple_tag
def count(number: int, *, unread: Text = "", mute: bool = False) -> SafeString:
    """A number that needs you (filled) or that exists (mute); nothing at nought."""
    if not number:
        return SafeString("")
    words = format_html('<span class="vh"> {}</span>', unread) if unread else ""
    return format_html('<span class="count{}">{}{}</span>', " mute" if mute else "", number, words)


@register.simple_block_tag
def card(content: SafeString, *, title: Text = "", id: str = "", tone: str = "", level: int = 2) -> SafeString:  # noqa: A002
    """A surface with a small title."""
    name = id or f"card-{crc32(str(title).encode()):x}"
    context = {"content": content, "title": title, "name": name, "tone": tone, "level": level}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def notice(content: SafeString, *, tone: str = "", icon: str = "info", title: Text = "", role: str = "") -> SafeString:
    """A bold fact, a plain sentence, up to three actions. Use role="status" or "note" where it has to be heard."""
    context = {"content": content, "tone": tone, "icon": icon, "title": title, "role": role}
    return render_to_string("components/notice.html", context)


@register.simple_block_tag
def nothing(content: SafeString, *, title: Text, icon: str = "") -> SafeString:
    """An empty state: the fact, then the next useful act."""
    return render_to_string("components/nothing.html", {"content": content, "title": title, "icon": icon})


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: Text = "",
    hint: Text | None = None,
    placeholder: Text | None = None,
    hide_label: bool = False,
) -> SafeString:
    """A form field: label above, hint before, input, error after with what to do."""
    shown = fields.shown(bound, label=label, hint=hint, placeholder=placeholder, hide_label=hide_label)
    return render_to_string(shown.template, {"f": shown})


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """What has to be put right, in one place above the form, with a link to each field."""
    if not form.errors:
        return SafeString("")
    return render_to_string("components/form_errors.html", {"form": form, "problems": fields.problems(form)})


@register.simple_tag
def form_fields(form: BaseForm, *, folds: bool = True) -> SafeString:
    """Every field of a form in its order, with the summary of its errors before them.

    `form.folded` may say which of them stand at its end, under headings that one opens. Without `folds` the template
    draws those itself, with `form_folds`, where several forms are one to their reader.
    """
    under = {name for _heading, names in getattr(form, "folded", ()) for name in names}
    parts = [form_errors(form), *(field(bound) for bound in form.visible_fields() if bound.name not in under)]
    hidden = [bound.as_widget() for bound in form.hidden_fields()]
    end = [form_folds(form)] if folds else []
    return format_html_join("\n", "{}", ((part,) for part in [*hidden, *parts, *end]))


@register.simple_tag
def form_folds(form: BaseForm) -> SafeString:
    """What a form keeps under headings. Whatever is wrong or was decided there stands open."""
    folds = [_fold(heading, [form[name] for name in names]) for heading, names in getattr(form, "folded", ()) if names]
    return format_html_join("\n", "{}", ((fold,) for fold in folds))


def _fold(heading: str, under: Sequence[BoundField]) -> SafeString:
    inside = format_html_join("\n", "{}", ((field(bound),) for bound in under))
    is_open = " open" if any(bound.errors or fields.decided(bound) for bound in under) else ""
    return format_html(
        '<details class="card"{}><summary class="row">{}<b>{}</b></summary><div class="stack mt">{}</div></details>',
        SafeString(is_open),
        icon("down", size="sm"),
        heading,
        inside,
    )


@register.simple_tag
def when(moment: datetime, *, style: str = "relative") -> SafeString:
    """A time: relative ("2 h ago"), clock ("Yesterday, 16:05"), day ("22 November"), weekday or full."""
    return moments.element(moment, style)


@register.simple_tag
def on_day(day: date, *, style: str = "day") -> SafeString:
    """A date without a time of day."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), moments.STYLES[style](day))


@register.simple_tag
def audience_line(text: Text, *, id: str = "", icon: str = "eye") -> SafeString:  # noqa: A002
    """Who will read this: before the first keystroke, and never folded away."""
    name = format_html(' id="{}"', id) if id else ""
    return format_html('<p class="audience"{}>{}<span>{}</span></p>', name, _icon(icon, size="sm"), text)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page[Any], *, key: str = "page", label: Text = "", fragment: str = "") -> SafeString:
    """Numbered pages as real links, to a place on the page if it is named; nothing when there is only one."""
    if page.paginator.num_pages < 2:  # noqa: PLR2004
        return SafeString("")

    def link(number: int) -> str:
        query = context["request"].GET.copy()
        query[key] = str(number)
        return f"?{query.urlencode()}{anchor}"

    anchor = f"#{fragment}" if fragment else ""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, link(number) if isinstance(number, int) else "") for number in shown]
    previous = link(page.number - 1) if page.has_previous() else ""
    following = link(page.number + 1) if page.has_next() else ""
    return render_to_string(
        "components/pager.html",
        {"page": page, "links": links, "previous": previous, "following": following, "label": label},
    )


@register.simple_tag
def keyset_pager(
    *, first: str = "", previous: str = "", following: str = "", last: str = "", label: Text = ""
) -> SafeString:
    """First, previous, next, last: for lists that are read by key and have no numbers."""
    links = {"first": first, "previous": previous, "following": following, "last": last, "label": label}
    if not any((first, previous, following, last)):
        return SafeString("")
    return render_to_string("components/keyset_pager.html", links)


@register.simple_tag
def meter(*, filled: int, total: int, half: int = 0) -> SafeString:
    """Countable segments; the words stand beside it, so it is hidden from readers."""
    kinds = ["on"] * filled + ["half"] * half + [""] * max(total - filled - half, 0)
    segments = format_html_join("", '<span class="{}"></span>', ((kind,) for kind in kinds))
    return format_html('<span class="meter" aria-hidden="true">{}</span>', segments)


@register.simple_block_tag
def aside(content: SafeString, *, label: Text = "") -> SafeString:
    """What stands beside a page: cards, after the content on a phone."""
    return render_to_string("components/aside.html", {"content": content, "label": label})


@register.simple_tag(takes_context=True)
def toasts(context: Context, *, oob: bool = False) -> SafeString:
    """What has just happened. In a part that HTMX swaps, `oob=True` adds them to those on the page."""
    request = context["request"]
    found = [
        {"text": message.message, "undo": undo_of(message.extra_tags or "")}
        for message in get_messages(request)
        if message.level < ERROR
    ]
    return render_to_string("components/toasts.html", {"toasts": found, "oob": oob}, request=request)


@register.filter
def initials(name: str) -> str:
    return people.initials(str(name))


def _icon(name: str, *, size: str | None = None) -> SafeString:
    return icon(name, size=size) if name else SafeString("")
