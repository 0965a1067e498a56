"""Who writes in a block, and when: folded in its form, so that placing one quickly stays quick."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import LONGEST_WAIT, OFFERED, Approving, Starters

MINUTES = int(LONGEST_WAIT.total_seconds() // 60)
MOST_DAYS = 10


class CustomsConfig(forms.Form):
    """`policies.Customs` reads what is said here."""

    kinds = forms.MultipleChoiceField(
        label=_("What can be started here"),
        choices=[(kind.value, kind.label) for kind in OFFERED],
        required=False,
        help_text=_("With none of them chosen, all are possible. Threads that are there already stay as they are."),
        widget=forms.CheckboxSelectMultiple,
    )
    starters = forms.ChoiceField(
        label=_("Who may start threads"), required=False, choices=Starters.choices, widget=forms.RadioSelect
    )
    read_only = forms.BooleanField(
        label=_("Only staff write here"),
        required=False,
        help_text=_("Everything stays readable. In place of the field everybody else reads a sentence that says so."),
    )
    slow = forms.IntegerField(
        label=_("Minutes between two posts of one person"),
        required=False,
        min_value=1,
        max_value=MINUTES,
        help_text=_("Empty: nobody waits. Staff and mentors never do. What somebody typed too soon is kept."),
    )

    approval = forms.ChoiceField(
        label=_("What staff look at first"),
        required=False,
        choices=Approving.choices,
        help_text=_(
            "Until somebody approves it, only its author and the staff see it. Staff and mentors post at once."
        ),
        widget=forms.RadioSelect,
    )
    reviewer = forms.TypedChoiceField(
        label=_("Who looks at it"),
        required=False,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        help_text=_("Authors read this name. When they are away, anybody of the staff can decide."),
    )
    approval_days = forms.IntegerField(
        label=_("Within how many working days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Authors are told the day. Empty: one."),
    )

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """`staff`: those of the course, who can be named to look at posts first."""
        super().__init__(*args, **kwargs)
        reviewer: Any = self.fields["reviewer"]
        reviewer.choices = [("", _("Who has taught this course longest")), *staff]
        if "kinds" in self.fields:
            self.initial = {**self.initial, "kinds": self.initial.get("kinds") or [str(kind) for kind in OFFERED]}

    @property
    def folded(self) -> list[tuple[str | Promise, list[str]]]:
        """Headings, and the fields under them."""
        names = [name for name in CustomsConfig.base_fields if name in self.fields]
        return [*getattr(super(), "folded", ()), (_("Who writes here, and when"), names)]

    def clean_kinds(self) -> list[str]:
        """Nothing where all are possible."""
        kinds: list[str] = self.cleaned_data["kinds"]
        return [] if len(kinds) == len(OFFERED) else kinds
