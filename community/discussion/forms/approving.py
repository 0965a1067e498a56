"""What staff say when they return a post, and when they agree to look first at what somebody writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.courses import day_input

MOST_WORDS = 3000


class ReturnForm(forms.Form):
    words = forms.CharField(
        label=_("What its author reads"),
        max_length=MOST_WORDS,
        error_messages={"required": _("Please say what would have to be different.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class FirstLookForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Whose posts"), coerce=int)
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("They read it, word for word."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=_("Until the end of"), widget=day_input(), help_text=_("It ends by itself, and can be ended earlier.")
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], today: date, **kwargs: Any) -> None:
        """`people`: who is here and not staff."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("This day has passed. Please choose today or a later one."))
        return until
