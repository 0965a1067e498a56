import json
from datetime import timedelta
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from courses.extensions import BlockType
from courses.forms.courses import day_input
from courses.models import Placement, Unit

WHOLE, LATER = "whole", "later"
AFTER_UNIT = timedelta(days=7)


class WhyForm(forms.Form):
    """Which outcome a block serves and why it is here: asked and prefilled; «later» is an answer for 14 days."""

    outcome = forms.ChoiceField(label=_("The outcome it serves"))
    why = forms.CharField(
        label=_("Why it is here, in one sentence"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Students read it under the title."),
    )
    opens_on = forms.DateField(label=_("Opens on"), required=False, widget=day_input())
    closes_on = forms.DateField(label=_("Closes on"), required=False, widget=day_input())
    need = forms.CharField(
        label=_("Why this course needs one more tool"),
        max_length=300,
        required=False,
        help_text=_("One line. It is looked at again at the end of term."),
    )

    def __init__(self, *args: Any, unit: Unit, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._outcomes = {str(outcome.pk): outcome for outcome in unit.outcomes.all()}
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            *((key, str(outcome)) for key, outcome in self._outcomes.items()),
            (WHOLE, _("The whole unit")),
            (LATER, _("I will say this later (within 14 days)")),
        ]
        if needs_reason:
            self.fields["need"].required = True
        else:
            del self.fields["need"]

    @classmethod
    def suggested(cls, unit: Unit, kind: BlockType) -> dict[str, Any]:
        """Prefilled from the unit: its first outcome, the purpose of the tool, a week after the unit ends."""
        first = unit.outcomes.first()
        closes = unit.closes_on + AFTER_UNIT if unit.closes_on else None
        outcome = str(first.pk) if first else WHOLE
        return {"outcome": outcome, "why": kind.suggested_why(unit), "closes_on": closes}

    @classmethod
    def initial_of(cls, placement: Placement) -> dict[str, Any]:
        outcome = str(placement.outcome_id) if placement.outcome_id else (WHOLE if placement.whole_unit else LATER)
        names = ("why", "opens_on", "closes_on")
        return {"outcome": outcome, **{name: getattr(placement, name) for name in names}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") and data["outcome"] != LATER and not data.get("why", "").strip():
            self.add_error("why", _("One sentence is enough, or choose “later” above."))
        if data.get("opens_on") and data.get("closes_on") and data["opens_on"] > data["closes_on"]:
            self.add_error("closes_on", _("It closes before it opens."))
        return data

    @property
    def answers(self) -> dict[str, Any]:
        """As the services take them."""
        data = self.cleaned_data
        answers = {
            "outcome": self._outcomes.get(data["outcome"]),
            "whole_unit": data["outcome"] == WHOLE,
            "later": data["outcome"] == LATER,
            **{name: data[name] for name in ("why", "opens_on", "closes_on")},
        }
        return answers | ({"need": data["need"]} if "need" in data else {})


def as_config(form: forms.Form) -> dict[str, Any]:
    """The cleaned data of a tool's own form as plain JSON values."""
    config: dict[str, Any] = json.loads(json.dumps(form.cleaned_data, cls=DjangoJSONEncoder))
    return config
