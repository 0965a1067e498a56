"""A form field as a page shows it: its words, its widget with the right attributes, its problems."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.forms.forms import BaseForm
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class Shown:
    """What components/field.html and its sisters read."""

    bound: BoundField
    template: str
    label: Text
    hint: Text
    widget: SafeString
    options: list[BoundWidget]
    hide_label: bool

    @property
    def hint_id(self) -> str:
        return f"{self.bound.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.bound.auto_id}_error"

    @property
    def optional(self) -> bool:
        """Worth saying: not of one choice among several, which stands already."""
        return not self.bound.field.required and not isinstance(self.bound.field.widget, forms.RadioSelect)


def shown(bound: BoundField, *, label: Text, hint: Text | None, placeholder: Text | None, hide_label: bool) -> Shown:
    """None leaves hint and placeholder as the form has them; "" takes them away."""
    widget = bound.field.widget
    hint = bound.help_text if hint is None else hint
    attributes = _attributes(bound, hint=hint, placeholder=placeholder)
    is_choices = isinstance(widget, CHOICES)
    return Shown(
        bound=bound,
        template=f"components/{_kind(bound)}.html",
        label=label or bound.label,
        hint=hint,
        widget=SafeString("") if is_choices else bound.as_widget(attrs=attributes),
        options=list(bound.subwidgets) if is_choices else [],
        hide_label=hide_label,
    )


def decided(bound: BoundField) -> bool:
    """Is something else said in this field than where nobody has touched it: empty, the first choice, every box ticked?"""
    value: Any = bound.value()
    options = [str(key) for key, _words in getattr(bound.field, "choices", ())]
    if isinstance(value, list | tuple):
        return 0 < len(value) < len(options)
    return bool(value) and (not options or str(value) != options[0])


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, CHOICES):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "field"


def _attributes(bound: BoundField, *, hint: Text, placeholder: Text | None) -> dict[str, Any]:
    widget = bound.field.widget
    own = widget.attrs
    attributes: dict[str, Any] = {}
    if not isinstance(widget, forms.CheckboxInput):
        attributes["class"] = f"input {own.get('class', '')}".strip()
    if placeholder is not None:
        attributes["placeholder"] = str(placeholder) or False
    described = [own.get("aria-describedby", "")]
    described += [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if ids := " ".join(filter(None, described)):
        attributes["aria-describedby"] = ids
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary above a form."""

    anchor: str
    label: Text
    message: str


def problems(form: BaseForm) -> list[Problem]:
    """Field by field in the order of the form; what belongs to no field comes first and has no anchor."""
    found = [Problem(anchor="", label="", message=str(message)) for message in form.non_field_errors()]
    for bound in form:
        found += [Problem(anchor=_anchor(bound), label=bound.label, message=str(message)) for message in bound.errors]
    return found


def _anchor(bound: BoundField) -> str:
    """Where the link leads: the control itself, or the first one of a group."""
    if isinstance(bound.field.widget, CHOICES):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)
