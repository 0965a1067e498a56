"""Which files the people of an institution may add to what they write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.uploads import KINDS, MOST_MEGABYTES, Limits


class LimitsForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of files"),
        choices=list(KINDS.items()),
        required=False,
        help_text=_("Nothing chosen means that no files can be added."),
        widget=forms.CheckboxSelectMultiple,
    )
    megabytes = forms.IntegerField(label=_("Largest file, in MB"), min_value=1, max_value=MOST_MEGABYTES)

    @classmethod
    def of(cls, limits: Limits, **kwargs: Any) -> "LimitsForm":
        return cls(initial=limits.written(), **kwargs)

    @property
    def limits(self) -> Limits:
        """Once it is valid."""
        return Limits(frozenset(self.cleaned_data["kinds"]), self.cleaned_data["megabytes"])
