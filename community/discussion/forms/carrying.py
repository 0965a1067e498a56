"""Where a thread goes in the new run, and what its authors say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import Consent


class CarryOverForm(forms.Form):
    space = forms.TypedChoiceField(label=_("Where it goes"), coerce=int)
    replies = forms.TypedChoiceField(
        label=_("In the new run"),
        coerce=lambda said: said == "open",
        choices=[("open", _("People can answer in it")), ("closed", _("It can only be read"))],
        initial="open",
    )

    def __init__(self, *args: Any, places: Sequence[tuple[int, str, str]], like: str = "", **kwargs: Any) -> None:
        """`like`: the key of the part where it stood; its copy is offered first."""
        super().__init__(*args, **kwargs)
        found = sorted(places, key=lambda place: place[2] != like)
        self.fields["space"].choices = [(pk, words) for pk, words, _key in found]  # type: ignore[attr-defined]


class CarryAnswerForm(forms.Form):
    answer = forms.TypedChoiceField(choices=Consent.choices, coerce=Consent)
