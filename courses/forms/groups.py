from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import one_line
from accounts.models import Membership, Scope
from accounts.rights import Rights
from courses.models import Course
from courses.services import groups_of
from courses.services.groups import IN_GROUPS
from courses.services.sections import can_combine

MOST_TICKS = 400
"""Beyond so many people a list is quicker than ticking."""


class GroupForm(forms.Form):
    """The name of a group, once in each course."""

    name = forms.CharField(label=_("Name of the group"), max_length=200)

    def __init__(self, *args: Any, course: Course, group: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course, self.group = course, group

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        same = groups_of(self.course).filter(name__iexact=name)
        if self.group is not None:
            same = same.exclude(pk=self.group.pk)
        if same.exists():
            raise ValidationError(_("There is a group of this name already."))
        return name


class CombineForm(forms.Form):
    """Another class that is taught together with this one."""

    other = forms.ModelChoiceField(
        label=_("The other class"),
        queryset=Course.objects.none(),
        empty_label=_("Choose a class"),
        help_text=_("Its people come into this course as a group of their own; the other course ends."),
    )

    def __init__(self, *args: Any, course: Course, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        others = Course.objects.kept_by(rights).filter(archived_at__isnull=True).exclude(pk=course.pk)
        self.fields["other"].queryset = others.order_by("title", "pk")  # type: ignore[attr-defined]

    def clean_other(self) -> Course:
        other: Course = self.cleaned_data["other"]
        verdict = can_combine(self.course, other)
        if not verdict:
            raise ValidationError(str(verdict.reason))
        return other


class GroupFillForm(GroupForm):
    """Its name, and who is in it."""

    people = forms.TypedMultipleChoiceField(
        label=_("In this group"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Membership.objects.live().filter(scope=self.course.scope_id, role__in=IN_GROUPS)
        rows = here.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct()
        self.choices = list(rows[: MOST_TICKS + 1])
        if self.too_many:
            del self.fields["people"]
        else:
            self.fields["people"].choices = self.choices  # type: ignore[attr-defined]

    @property
    def too_many(self) -> bool:
        return len(self.choices) > MOST_TICKS
