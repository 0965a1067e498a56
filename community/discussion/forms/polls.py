"""A poll: what is asked, the choices, and what is said beforehand."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import ResultsAfter
from community.discussion.forms.about import AboutFields
from community.discussion.services.polls import FEWEST, MOST
from core.text import POST_LIMIT, check_bounds
from courses.forms.courses import day_input

LONGEST = 120


class PollForm(AboutFields):
    title = forms.CharField(label=_("What do you ask?"), max_length=200)
    choices = forms.CharField(
        label=_("Choices"),
        help_text=_("One on each line: two to eight."),
        max_length=(LONGEST + 2) * (MOST + 1),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    several = forms.BooleanField(label=_("People may choose several"), required=False)
    source = forms.CharField(
        label=_("Something about it"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": POST_LIMIT})
    )
    closes_on = forms.DateField(
        label=_("Closes on"), required=False, widget=day_input(), help_text=_("Until then votes can be changed.")
    )
    results = forms.ChoiceField(
        label=_("Show the results"),
        choices=ResultsAfter.choices,
        initial=ResultsAfter.VOTING,
        widget=forms.RadioSelect,
    )
    named = forms.BooleanField(
        label=_("Staff see who chose what"),
        required=False,
        help_text=_("It is said above the choices. Without it nobody ever sees it, and results wait for five voters."),
    )
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["choices"]).splitlines()]
        choices = [line for line in lines if line]
        if not FEWEST <= len(choices) <= MOST:
            raise forms.ValidationError(_("These are %(n)s choices; two to eight are possible.") % {"n": len(choices)})
        if any(len(choice) > LONGEST for choice in choices):
            raise forms.ValidationError(_("A choice has at most %(n)s characters.") % {"n": LONGEST})
        if len({choice.casefold() for choice in choices}) < len(choices):
            raise forms.ValidationError(_("The same choice stands here twice."))
        return choices

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).replace("\r\n", "\n")
        check_bounds(source)
        return source

    def clean_closes_on(self) -> date | None:
        day: date | None = self.cleaned_data["closes_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("This day has passed. Please choose today or a later one."))
        return day
