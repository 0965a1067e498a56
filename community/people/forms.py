"""What people may say about themselves to be introduced; and what stands in a hello."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from community.people.choices import GOALS, LANGUAGES, LINES, OWN_LINE, TIMES, Fact

LANGUAGE_FIELDS = ("language_1", "language_2", "language_3")


def language_choices() -> list[tuple[str, Any]]:
    return [("", _("None")), *LANGUAGES.items()]


def time_choices() -> list[tuple[str, Any]]:
    return [(key, capfirst(str(label))) for key, label in TIMES.items()]


class LanguagesMixin(forms.Form):
    """Up to three languages, each in a list of its own: quicker than fifty boxes, and works without scripts."""

    language_1 = forms.ChoiceField(label=_("First language"), choices=language_choices, required=False)
    language_2 = forms.ChoiceField(label=_("Second language"), choices=language_choices, required=False)
    language_3 = forms.ChoiceField(label=_("Third language"), choices=language_choices, required=False)

    @property
    def language_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in LANGUAGE_FIELDS)

    @property
    def languages(self) -> list[str]:
        """Each once, in the order chosen."""
        chosen = [self.cleaned_data.get(name, "") for name in LANGUAGE_FIELDS]
        return list(dict.fromkeys(code for code in chosen if code))


def language_initial(codes: list[str]) -> dict[str, str]:
    return dict(zip(LANGUAGE_FIELDS, codes, strict=False))


class IntroductionForm(LanguagesMixin):
    """Everything may be left out. What is asked is what the block matches on."""

    text = forms.CharField(
        label=_("In your own words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only what you would say aloud in a corridor."),
    )
    goals = forms.MultipleChoiceField(
        label=_("You would like company for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    site = forms.CharField(label=_("Where you are on placement, or study"), max_length=80, required=False)
    study_times = forms.MultipleChoiceField(
        label=_("When you study"), choices=time_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    reach = forms.CharField(
        label=_("How to reach you"),
        max_length=OWN_LINE,
        required=False,
        help_text=_("Shown only to people you are connected with."),
    )

    def __init__(self, *args: Any, match_on: list[str], goals: list[str], sites: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = sites
        offered = goals or [str(goal) for goal in GOALS]
        self.fields["goals"].choices = [(goal, capfirst(goal)) for goal in offered]  # type: ignore[attr-defined]
        if sites:
            self.fields["site"].widget.attrs["list"] = "sites"
        gone = {
            Fact.GOAL: ["goals"],
            Fact.SITE: ["site"],
            Fact.STUDY_TIME: ["study_times"],
            Fact.LANGUAGE: LANGUAGE_FIELDS,
        }
        for fact, names in gone.items():
            if fact not in match_on:
                for name in names:
                    del self.fields[name]

    @property
    def asks_goals(self) -> bool:
        return "goals" in self.fields

    @property
    def asks_site(self) -> bool:
        return "site" in self.fields

    @property
    def asks_times(self) -> bool:
        return "study_times" in self.fields

    @property
    def asks_languages(self) -> bool:
        return LANGUAGE_FIELDS[0] in self.fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.facts:
            raise forms.ValidationError(_("Please say one thing at least, or leave the question out for this course."))
        return cleaned

    @property
    def facts(self) -> dict[str, list[str]]:
        """What was said, by kind; a kind that nothing was said about is not there."""
        said = {
            Fact.GOAL.value: self.cleaned_data.get("goals", []),
            Fact.SITE.value: [self.cleaned_data.get("site", "").strip()],
            Fact.STUDY_TIME.value: self.cleaned_data.get("study_times", []),
            Fact.LANGUAGE.value: self.languages,
        }
        return {fact: labels for fact, labels in said.items() if any(labels)}


class HelloForm(forms.Form):
    """One prewritten line, one of one's own."""

    line = forms.ChoiceField(label=_("The first line"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("A line of your own"),
        max_length=OWN_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": OWN_LINE}),
    )

    def __init__(self, *args: Any, lines: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prewritten = [*lines, *(str(line) for line in LINES)]
        self.fields["line"].choices = [(line, line) for line in prewritten]  # type: ignore[attr-defined]
        self.fields["line"].initial = prewritten[0]


class IntroductionsConfig(forms.Form):
    """The config of the introductions block: its question, and what people are matched on."""

    question = forms.CharField(
        label=_("The one question"), max_length=160, initial=_("What would you like company for?")
    )
    prompt = forms.CharField(
        label=_("What you would like people to know before they answer"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    match_on = forms.MultipleChoiceField(
        label=_("Match on"), choices=Fact.choices, initial=list(Fact.values), widget=forms.CheckboxSelectMultiple
    )
    goals = forms.CharField(
        label=_("What company may be wanted for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line. Left empty, we offer five that fit most courses."),
    )
    sites = forms.CharField(
        label=_("Places of placement or study"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line, so that everybody writes them the same way. May be left empty."),
    )
