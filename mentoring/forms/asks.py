from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.choices import ASK_LIMIT, OWN_LINE, Reason
from mentoring.forms.fields import MentorField
from mentoring.models import Offer


class AskForm(forms.Form):
    """One short text."""

    text = forms.CharField(
        label=_("What you would like help with"),
        max_length=ASK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": ASK_LIMIT}),
        help_text=_("A few sentences: what you want to get better at, and why this person."),
    )


class AcceptForm(forms.Form):
    """Yes, and a signature under the text that was shown."""

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    answer = forms.CharField(
        label=_("A first line to them"),
        max_length=ASK_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": ASK_LIMIT}),
    )


class DeclineForm(forms.Form):
    """A kind reason: the words are those that the student reads."""

    reason = forms.ChoiceField(label=_("They will read"), choices=Reason.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("And a line of your own"),
        max_length=OWN_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": OWN_LINE}),
        help_text=_("They read it after the reason, word for word."),
    )
    suggests = MentorField(label=_("Suggest a colleague"), required=False, empty_label=_("Nobody"))

    def __init__(self, *args: Any, colleagues: "list[Offer]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["suggests"]
        assert isinstance(field, MentorField)
        field.among(colleagues)


class MissingForm(forms.Form):
    """«None of these right»: a note to the programme."""

    missing = forms.CharField(
        label=_("What is missing"),
        max_length=ASK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ASK_LIMIT}),
    )
