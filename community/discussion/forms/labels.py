"""Choosing labels of a thread, and defining those of a course."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import LABELS_ON_A_THREAD, MOST_LABELS, LabelTone
from community.discussion.services.labels import Label

LONGEST = 24
EMPTY_ROWS = 3


class LabelField(forms.TypedMultipleChoiceField):
    """Up to three labels of the course."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > LABELS_ON_A_THREAD:
            raise ValidationError(
                _("These are %(n)s labels; %(most)s are possible.") % {"n": len(value), "most": LABELS_ON_A_THREAD}
            )


class ThreadLabelsForm(forms.Form):
    labels = LabelField(label=_("Labels"), required=False, help_text=_("Three at most."))

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["labels"].choices = list(choices)  # type: ignore[attr-defined]


class LabelForm(forms.Form):
    """One label of a course; without a name it is none."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Word"), required=False, max_length=LONGEST)
    tone = forms.ChoiceField(label=_("Colour"), required=False, choices=LabelTone.choices)
    position = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=99)
    archived = forms.BooleanField(label=_("Offered no more"), required=False)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("number") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("A label needs a word. To take it out of use, choose “offered no more”."))
        return data


class BaseLabels(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            name = form.cleaned_data.get("name", "").casefold() if form.is_valid() else ""
            if name and name in seen:
                form.add_error("name", _("There is a label of this name already."))
            seen.add(name)
        if len([label for label in self.labels if not label.archived]) > MOST_LABELS:
            raise ValidationError(_("A course has at most %(n)s labels.") % {"n": MOST_LABELS})

    @property
    def labels(self) -> list[Label]:
        """In the order that was asked for."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("name")]
        rows.sort(key=lambda row: row.get("position") or 99)
        return [Label(row.get("number") or 0, row["name"], row["tone"], row["archived"]) for row in rows]


LabelsFormSet = forms.formset_factory(LabelForm, formset=BaseLabels, extra=EMPTY_ROWS, max_num=60, absolute_max=60)


class WritersForm(forms.Form):
    writers = forms.BooleanField(
        label=_("Whoever starts a thread may choose labels"),
        required=False,
        help_text=_("Without it only the staff of the course do."),
    )
