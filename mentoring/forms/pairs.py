from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.choices import ASK_LIMIT


class TimeForm(forms.Form):
    """A time of one's own, by the clock of the place."""

    starts_at = forms.DateTimeField(
        label=_("Another time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What you want to remember"),
        max_length=ASK_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ASK_LIMIT}),
    )
