"""Taking along what people said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.extensions import blocks
from courses.forms.courses import course_discussions
from courses.models import Course, Placement


class ExportForm(forms.Form):
    """What of a course's posts is taken along, and how."""

    block = forms.ModelChoiceField(
        label=_("Which discussion"),
        queryset=Placement.objects.none(),
        required=False,
        empty_label=_("All of the course"),
    )
    format = forms.ChoiceField(
        label=_("As"),
        choices=[("jsonl", _("JSON Lines, for programs")), ("csv", _("CSV, for a spreadsheet"))],
        initial="jsonl",
        widget=forms.RadioSelect,
    )
    pseudonyms = forms.BooleanField(
        label=_("Without names"),
        required=False,
        help_text=_("Everybody becomes a number. What they say of themselves in their posts stays."),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        block: Any = self.fields["block"]
        block.queryset = course_discussions(course)
        block.label_from_instance = lambda placement: (
            f"{placement.unit.title}: {blocks[placement.block_key].title(placement)}"
        )
