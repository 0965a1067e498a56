from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.people.forms import LANGUAGE_FIELDS, LanguagesMixin, language_initial, time_choices
from mentoring.choices import MOST_PLACES, OWN_WORDS, Mode
from mentoring.models import Offer

MOST_TOPICS = 8


class OfferForm(LanguagesMixin):
    """What a mentor offers. Own words first: that is what students read first."""

    words = forms.CharField(
        label=_("In your own words"),
        max_length=OWN_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": OWN_WORDS}),
        help_text=_("Two sentences: what you have lived through, and what you are good at helping with."),
    )
    headline = forms.CharField(label=_("Your role, in a few words"), max_length=120, required=False)
    topics = forms.CharField(
        label=_("What you offer"),
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One topic on each line, eight at most. A setback you came back from is a topic too."),
    )
    not_for = forms.CharField(label=_("What you do not offer"), max_length=OWN_WORDS, required=False)
    modes = forms.MultipleChoiceField(
        label=_("How you meet people"), choices=Mode.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    times = forms.MultipleChoiceField(
        label=_("When you have time"), choices=time_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    rhythm = forms.CharField(
        label=_("How often, how long"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Half an hour, every two weeks")}),
    )
    answers_in = forms.IntegerField(
        label=_("Days you need to answer an ask"), min_value=1, max_value=30, required=False
    )
    places = forms.IntegerField(
        label=_("Places"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("How many students at the same time. Nought is an answer too."),
    )

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(offer)
        super().__init__(*args, **kwargs)
        names = list(self.fields)
        before = ["words", "headline", "topics", "not_for"]
        self.order_fields([*before, *LANGUAGE_FIELDS, *(name for name in names if name not in before)])

    def clean_topics(self) -> list[str]:
        lines = [" ".join(line.split())[:80] for line in str(self.cleaned_data["topics"]).splitlines()]
        topics = list(dict.fromkeys(line for line in lines if line))
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Eight topics at most, please: those you know best."))
        return topics

    @property
    def fields_given(self) -> dict[str, Any]:
        """As `services.offer_places` takes them."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in LANGUAGE_FIELDS}
        return {**given, "languages": self.languages}


def _initial(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {"places": 1}
    plain = ("words", "headline", "not_for", "modes", "times", "rhythm", "answers_in", "places")
    return {
        **{name: getattr(offer, name) for name in plain},
        "topics": "\n".join(offer.topics),
        **language_initial(list(offer.languages)),
    }
