from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from notifications.choices import Every, Level
from notifications.extensions import NoticeKind
from notifications.models import DigestSchedule


class LevelsForm(forms.Form):
    """One choice for each kind of notice; what is firm cannot be switched off."""

    def __init__(self, *args: Any, kinds: list[NoticeKind], levels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind for kind in kinds}
        for kind in kinds:
            choices = [choice for choice in Level.choices if not (kind.firm and choice[0] == Level.NEVER)]
            self.fields[kind.key] = forms.ChoiceField(
                label=str(kind.label),
                choices=choices,
                initial=levels.get(kind.key, kind.level),
                widget=forms.RadioSelect,
            )

    @property
    def levels(self) -> dict[str, Level]:
        return {key: Level(value) for key, value in self.cleaned_data.items()}


class RhythmForm(forms.ModelForm[DigestSchedule]):
    """When mail may come. Hours are those of the person's own time zone."""

    every = forms.ChoiceField(
        label=_("How often"),
        choices=Every.choices,
        required=False,
        help_text=_("Usual is every day if you teach, every week if you don't."),
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"), choices=[(n, name) for n, name in WEEKDAYS.items()], coerce=int
    )
    hour = forms.TypedChoiceField(
        label=_("Hour of the digest"),
        choices=[("", _("Usual: 17:00, or 7:00 for a daily one")), *((n, f"{n}:00") for n in range(24))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Nothing is mailed in these hours, it comes when they are over. Leave both empty to have none."),
    )

    class Meta:
        model = DigestSchedule
        fields = ["every", "weekday", "hour", "quiet_from", "quiet_until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("quiet_from"), data.get("quiet_until")
        if (start is None) != (end is None):
            self.add_error("quiet_until", _("Give both ends of the quiet hours, or neither."))
        if isinstance(start, time) and start == end:
            self.add_error("quiet_until", _("Quiet hours that begin and end at the same time never hold."))
        return data
