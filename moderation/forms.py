from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ethics.models import Clause
from moderation.choices import AppealOutcome, Ground, LookOutcome, Outcome
from moderation.models import Case
from moderation.services import decisions
from moderation.services.appeals import LIGHTER

UNSURE = ""
FOLLOWS: dict[str, str | Promise] = {
    Outcome.NO_BREACH: _("The report is closed with thanks. The author is not written to."),
    Outcome.ASK_TO_EDIT: _("It stays where it is, and the author is asked to change it."),
    Outcome.HIDE: _("Nobody but the author sees it."),
    Outcome.HIDE_AND_TALK: _("Hidden, and the course team asks for a short talk. A second person confirms."),
    Outcome.PAUSE: _("Hidden, and the author writes again after 1 to 14 days. A second person confirms."),
    Outcome.REFER: _("Hidden, and the office is told. A second person confirms."),
}


def clause_choices(rules: list[Clause]) -> list[tuple[str, str]]:
    """Rules by number, with the policy's title where several policies hold."""
    titles = {clause.version.policy.title for clause in rules}
    many = len(titles) > 1
    return [
        (str(rule.pk), f"{rule.position}. {rule.line}" + (f" ({rule.version.policy.title})" if many else ""))
        for rule in rules
    ]


class ReportForm(forms.Form):
    """Which rule, and a word about it. Nothing has to be written, and nobody has to know the rules by heart."""

    clause = forms.ChoiceField(label=_("Which rule may it break?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should we know?"),
        help_text=_("Only the people who decide read this. They see your name; the author never does."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    at_once = forms.BooleanField(
        label=_("Hide it now"),
        help_text=_("You teach or moderate here. Somebody else reviews it, and you can undo it until then."),
        required=False,
    )

    def __init__(self, *args: Any, rules: list[Clause], may_hide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules = {str(rule.pk): rule for rule in rules}
        unsure = (UNSURE, _("I am not sure which, but somebody should look"))
        self.fields["clause"].choices = [*clause_choices(rules), unsure]  # type: ignore[attr-defined]
        if not may_hide:
            del self.fields["at_once"]

    def clean_clause(self) -> Clause | None:
        return self._rules.get(self.cleaned_data["clause"])


class FindingForm(forms.Form):
    """What a person at the desk finds; the letter builds itself from it."""

    outcome = forms.ChoiceField(label=_("What follows?"), choices=Outcome.choices, widget=forms.RadioSelect)
    pause_days = forms.IntegerField(
        label=_("Pause for how many days?"),
        help_text=_("1 to 14, only for a pause."),
        min_value=1,
        max_value=14,
        required=False,
    )
    clause = forms.ChoiceField(
        label=_("Under which rule?"), help_text=_("Needed for everything but no breach."), required=False
    )
    quote = forms.CharField(
        label=_("Which words?"),
        help_text=_("Copied from the text. The letter quotes them."),
        max_length=300,
        required=False,
    )
    reasons = forms.CharField(
        label=_("Why?"),
        help_text=_("One to three sentences to the author: what it did, and what would be fine."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, case: Case, rules: list[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._case = case
        self._rules = {str(rule.pk): rule for rule in rules}
        self.fields["clause"].choices = [("", "—"), *clause_choices(rules)]  # type: ignore[attr-defined]

    @property
    def outcomes(self) -> list[tuple[Any, str | Promise]]:
        """The six radio buttons with what follows from each."""
        return [(option, FOLLOWS[option.data["value"]]) for option in self["outcome"].subwidgets]

    def clean_clause(self) -> Clause | None:
        return self._rules.get(self.cleaned_data["clause"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "outcome" not in given or "reasons" not in given or self.errors:
            return given
        try:
            decisions.check(self._case, **self.finding)
        except ValidationError as wrong:
            for name, messages in wrong.message_dict.items():
                self.add_error(name, messages)
        return given

    @property
    def finding(self) -> decisions.Finding:
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "clause": given.get("clause"),
            "reasons": given["reasons"],
            "quote": given.get("quote", ""),
            "pause_days": given.get("pause_days"),
        }


class NoteForm(forms.Form):
    """A word to the next person."""

    note = forms.CharField(
        label=_("A word to the next person"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AppealForm(forms.Form):
    """Three choices and one text box."""

    ground = forms.ChoiceField(label=_("What was missed?"), choices=Ground.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should the next person know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class LookForm(forms.Form):
    """The answer to somebody who changed what was hidden."""

    outcome = forms.ChoiceField(
        label=_("Can it be shown again?"),
        choices=[
            (LookOutcome.SHOWN, _("Yes, show it at its old place")),
            (LookOutcome.STAYS, _("Not yet, it stays hidden")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("A word to the author"),
        help_text=_("When it stays hidden: what is still missing."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == LookOutcome.STAYS and not given.get("answer", "").strip():
            self.add_error("answer", _("Please say in a sentence what is still missing. The author reads it."))
        return given


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    outcome = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (AppealOutcome.UPHELD, _("It stays as it was decided")),
            (AppealOutcome.CHANGED, _("It becomes something lighter")),
            (AppealOutcome.OVERTURNED, _("It is overturned: back at its old place, with no mark")),
        ],
        widget=forms.RadioSelect,
    )
    lighter = forms.ChoiceField(
        label=_("Lighter: what instead?"),
        choices=[("", "—"), *((value, Outcome(value).label) for value in LIGHTER)],
        required=False,
    )
    answer = forms.CharField(
        label=_("Why?"),
        help_text=_("One to three sentences. The author reads them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == AppealOutcome.CHANGED and not given.get("lighter"):
            self.add_error("lighter", _("Please say what it is changed to."))
        return given
