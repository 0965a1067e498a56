from datetime import datetime, time, timedelta
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from core.numbers import number_in
from ethics.models import Clause, PolicyVersion
from ethics.validators import check_pattern


class AgreeForm(forms.Form):
    """Agreement to the texts that were on the screen."""

    shown = forms.CharField(max_length=4000, widget=forms.HiddenInput)

    def clean_shown(self) -> dict[int, str]:
        pairs = [pair.partition(":") for pair in str(self.cleaned_data["shown"]).split()]
        if not pairs or any(number_in(version) is None or not text for version, _colon, text in pairs):
            raise forms.ValidationError(_("The page did not say which rules it showed. Please load it again."))
        return {int(version): text for version, _colon, text in pairs}


def ticked(data: Any, need_id: int) -> int:
    """How many lines of a checklist were ticked."""
    return len(set(data.getlist(f"need-{need_id}")))


class StartForm(forms.Form):
    """Rules of one's own for a narrower place."""

    scope = forms.ChoiceField(label=_("For which place?"))
    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(label=_("In one or two sentences"), max_length=300, required=False)

    def __init__(self, *args: Any, places: list[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {str(place.pk): place for place in places}
        choices = [(pk, f"{place.name} ({place.get_kind_display()})") for pk, place in self._places.items()]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def clean_scope(self) -> Scope:
        return self._places[self.cleaned_data["scope"]]


class DraftForm(forms.Form):
    """What belongs to the whole version."""

    note = forms.CharField(
        label=_("What changes, in one or two sentences"),
        help_text=_("People read this in the notice."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    preamble = forms.CharField(
        label=_("Before the rules"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    material = forms.ChoiceField(
        label=_("What kind of change is it?"),
        choices=[
            ("yes", _("Material: everybody is asked once to agree to what is new")),
            ("no", _("Wording only: nobody is asked again")),
        ],
        widget=forms.RadioSelect,
    )

    @classmethod
    def of(cls, version: PolicyVersion) -> Self:
        material = "yes" if version.material else "no"
        return cls(initial={"note": version.note, "preamble": version.preamble, "material": material})

    def clean_material(self) -> bool:
        return bool(self.cleaned_data["material"] == "yes")


class SendBackForm(forms.Form):
    note = forms.CharField(label=_("What should change?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ScheduleForm(forms.Form):
    """The day it comes into force, at the first minute of that day in the reader's own time zone."""

    starts_on = forms.DateField(
        label=_("In force from"),
        help_text=_("At least five days ahead, so that people can read it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    urgent_reason = forms.CharField(
        label=_("It is urgent, because"),
        help_text=_("Only when it cannot wait five days. Everybody can read the reason."),
        max_length=300,
        required=False,
    )

    @classmethod
    def fresh(cls) -> Self:
        return cls(initial={"starts_on": timezone.localdate() + timedelta(days=7)})

    @property
    def starts_at(self) -> datetime:
        day = self.cleaned_data["starts_on"]
        return timezone.make_aware(datetime.combine(day, time.min))


class RuleForm(forms.Form):
    """One rule: a line that stands alone, what it means, two examples, what may happen, what it asks while writing."""

    line = forms.CharField(label=_("The rule in one line"), help_text=_("At most 90 characters."), max_length=90)
    explanation = forms.CharField(
        label=_("What it means, in plain words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    good = forms.CharField(
        label=_("A good example"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    poor = forms.CharField(
        label=_("A poor example"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    consequences = forms.CharField(
        label=_("What may happen"), max_length=700, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    nudges = forms.CharField(
        label=_("Questions while somebody writes"),
        help_text=_("One a line: a pattern, then => and the question. A nudge asks; it never stops anybody."),
        max_length=3500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "code", "spellcheck": "false"}),
    )

    @classmethod
    def of(cls, clause: Clause) -> Self:
        words = {name: getattr(clause, name) for name in ("line", "explanation", "good", "poor", "consequences")}
        lines = "\n".join(f"{nudge.pattern} => {nudge.text}" for nudge in clause.nudges.all())
        return cls(initial={**words, "nudges": lines})

    def clean_nudges(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["nudges"].splitlines():
            pattern, arrow, text = (part.strip() for part in line.rpartition("=>"))
            if not line.strip():
                continue
            if not (pattern and arrow and text):
                raise forms.ValidationError(_("Each line needs a pattern, then => and a question."))
            if len(text) > 300:  # noqa: PLR2004
                raise forms.ValidationError(_("A question is at most 300 characters long."))
            check_pattern(pattern)
            found.append((pattern, text))
        if len(found) > 5:  # noqa: PLR2004
            raise forms.ValidationError(_("A rule asks at most five questions."))
        return found
