from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.forms import zone_choices
from accounts.models import Scope
from accounts.rights import Rights
from courses.choices import PlacementState
from courses.extensions import blocks
from courses.models import Course, Placement
from courses.querysets import scopes_for_courses

MOST_TOOLS = 6


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def places(rights: Rights) -> Any:
    return scopes_for_courses(Scope.objects.order_by("path"), rights)


class CourseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("In one or two sentences"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    parent = forms.ModelChoiceField(label=_("Where it belongs"), queryset=Scope.objects.none(), empty_label=None)

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = places(rights)  # type: ignore[attr-defined]


class CourseSettingsForm(forms.Form):
    """What the course is called, when it runs, and what its staff promise."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("In one or two sentences"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    slug = forms.CharField(
        label=_("Short name in the address"), max_length=80, help_text=_("Old addresses lead to the new one.")
    )
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=day_input())
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=day_input())
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("“Closes on” means the end of that day there."),
        widget=forms.Select(attrs={"translate": "no"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Not said")), *settings.LANGUAGES]
    )
    promise_days = forms.IntegerField(
        label=_("Answers within so many working days"),
        min_value=0,
        max_value=15,
        help_text=_("Students see this promise beside every unit. 0 promises nothing."),
    )
    weekly_hours = forms.IntegerField(
        label=_("Hours a week for this course"),
        min_value=0,
        max_value=40,
        help_text=_("Only staff see this; it is set against the promise."),
    )
    tools = forms.IntegerField(
        label=_("Tools this course keeps to"),
        min_value=0,
        max_value=MOST_TOOLS,
        help_text=_("Three is a good number. 0 stops the counting."),
    )
    come_back = forms.BooleanField(
        label=_("People who left may come back"),
        required=False,
        help_text=_("For 30 days, without asking you."),
    )
    ask_ai = forms.BooleanField(
        label=_("Whoever posts says whether AI helped, and how"),
        required=False,
        help_text=_("It is shown quietly under the post. One discussion alone can ask for it, too."),
    )
    if_down = forms.CharField(
        label=_("If a page is down"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown beside every unit: what students do when this place cannot be reached."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(str(self.initial.get("time_zone", "")))  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, course: Course) -> dict[str, Any]:
        plain = ("title", "summary", "slug", "starts_on", "ends_on", "language")
        return {
            **{name: getattr(course, name) for name in plain},
            "time_zone": course.scope.time_zone,
            "promise_days": course.promise_days,
            "weekly_hours": course.setting("weekly_hours", 3),
            "tools": course.tools_limit,
            "come_back": course.setting("come_back", True),
            "ask_ai": course.setting("ask_ai", False),
            "if_down": course.setting("if_down", ""),
        }

    def clean_slug(self) -> str:
        slug: str = slugify(self.cleaned_data["slug"], allow_unicode=True)
        if not slug:
            raise ValidationError(_("Use letters, digits and hyphens."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["starts_on"] > data["ends_on"]:
            self.add_error("ends_on", _("It ends before it starts."))
        return data


MOST_UPLOADED = 500 * 1024 * 1024


class ImportForm(forms.Form):
    """A file, or a place in the folder of courses where whoever runs the site named one."""

    file = forms.FileField(
        label=_("The course file"),
        required=False,
        help_text=_(
            "An export of Open edX (.tar.gz), Moodle (.mbz), a Common Cartridge (.imscc, .zip), or posts (.jsonl, .csv), up to 500 MB."
        ),
    )
    path = forms.CharField(label=_("Or its name in the folder of courses"), required=False, max_length=500)
    block = forms.ModelChoiceField(
        label=_("Where it goes"),
        queryset=Placement.objects.none(),
        required=False,
        empty_label=_("Into the course, with everything in the file"),
        help_text=_("Into one discussion only what people said is taken."),
    )
    parent = forms.ModelChoiceField(label=_("Where it belongs"), queryset=Scope.objects.none(), empty_label=None)
    dry_run = forms.BooleanField(label=_("Only try: read it and show what would happen"), required=False, initial=True)

    def __init__(
        self, *args: Any, rights: Rights, course: Course | None = None, folder: list[str] | None = None, **kwargs: Any
    ) -> None:
        """`folder`: what lies in the folder of courses; None where there is none, and then nobody can ask for it."""
        super().__init__(*args, **kwargs)
        if folder is None:
            del self.fields["path"]
            self.fields["file"].required = True
        else:
            self.fields["path"].help_text = _("There: %(names)s") % {"names": ", ".join(folder) or _("nothing yet")}
        if course is None:
            del self.fields["block"]
            self.fields["parent"].queryset = places(rights)  # type: ignore[attr-defined]
            return
        del self.fields["parent"]
        block: Any = self.fields["block"]
        block.queryset = course_discussions(course)
        block.label_from_instance = lambda placement: (
            f"{placement.unit.title}: {blocks[placement.block_key].title(placement)}"
        )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > MOST_UPLOADED:
            raise ValidationError(_("This file is larger than 500 MB. Whoever runs this site can import it for you."))
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "path" in self.fields and not self.errors and bool(data.get("file")) == bool(data.get("path")):
            self.add_error("file", _("Choose a file, or name one in the folder of courses: one of the two."))
        return data


def course_discussions(course: Course) -> QuerySet[Placement]:
    """The discussions of a course that can take posts from elsewhere."""
    keys = [kind.key for kind in blocks if kind.imports == "discussion"]
    found = Placement.objects.filter(unit__course=course, block_key__in=keys).exclude(state=PlacementState.RETIRED)
    return found.select_related("unit", "part").order_by("unit__position", "part__position", "pk")
