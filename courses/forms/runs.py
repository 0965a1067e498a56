"""A new run of a course, and one of its blocks elsewhere."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from accounts.rights import Rights
from courses.choices import UnitState
from courses.forms.courses import day_input, places
from courses.models import Course, Unit


class RunForm(forms.Form):
    """`days` is how far the dates move that somebody has looked at; `token` makes a second press the same copy."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = forms.DateField(label=_("Starts on"), widget=day_input())
    parent = forms.ModelChoiceField(label=_("Where it belongs"), queryset=Scope.objects.none(), empty_label=None)
    days = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rights: Rights, course: Course, **kwargs: Any) -> None:
        initial = {"title": course.title, "parent": course.scope.parent_id, "token": secrets.token_urlsafe(16)}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["parent"].queryset = places(rights)  # type: ignore[attr-defined]

    def clean_token(self) -> str:
        return self.cleaned_data["token"] or secrets.token_urlsafe(16)


class BlockCopyForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Into which unit"), queryset=Unit.objects.none(), empty_label=None)
    need = forms.CharField(
        label=_("Why that course needs one more tool"),
        max_length=300,
        required=False,
        help_text=_("Only where it uses as many tools as it keeps to."),
    )

    def __init__(self, *args: Any, rights: Rights, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"unit": unit.pk}, **kwargs})
        courses = Course.objects.editable_by(rights)
        units = Unit.objects.filter(course__in=courses).exclude(state=UnitState.RETIRED).select_related("course")
        field: Any = self.fields["unit"]
        field.queryset = units.order_by("course__title", "course", "position", "pk")
        field.label_from_instance = lambda each: f"{each.course.title}: {each.title}"
