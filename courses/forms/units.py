import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.text import PART_LIMIT
from courses.choices import TextFormat
from courses.forms.courses import day_input
from courses.models import Course, Outcome, Unit
from courses.services.files import LARGEST
from courses.services.parts import rendered

_PICTURE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_SRC = re.compile(r'\bsrc="([^"]*)"')


class UnitTitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    chapter = forms.CharField(
        label=_("Chapter"),
        max_length=200,
        required=False,
        help_text=_("An existing chapter or a new one; empty for none."),
        widget=forms.TextInput(attrs={"list": "chapters"}),
    )


class UnitForm(UnitTitleForm):
    """What stands above the parts of a unit."""

    heading = forms.CharField(label=_("Heading inside the chapter"), max_length=200, required=False)
    lede = forms.CharField(
        label=_("Opening lines"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=6000, required=False)
    opens_on = forms.DateField(label=_("Opens on"), required=False, widget=day_input())
    closes_on = forms.DateField(label=_("Ends on"), required=False, widget=day_input())
    slug = forms.CharField(label=_("Short name in the address"), max_length=100)
    if_down = forms.CharField(
        label=_("If this page is down"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def initial_of(cls, unit: Unit) -> dict[str, Any]:
        names = ("title", "heading", "lede", "minutes", "opens_on", "closes_on", "slug", "if_down")
        chapter = unit.chapter.title if unit.chapter else ""
        return {**{name: getattr(unit, name) for name in names}, "chapter": chapter}

    def clean_slug(self) -> str:
        slug: str = slugify(self.cleaned_data["slug"], allow_unicode=True)
        if not slug:
            raise ValidationError(_("Use letters, digits and hyphens."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_on") and data.get("closes_on") and data["opens_on"] > data["closes_on"]:
            self.add_error("closes_on", _("It ends before it opens."))
        return data


class OutcomeForm(forms.Form):
    code = forms.CharField(label=_("Number"), max_length=12, help_text=_("For instance 4.2"))
    text = forms.CharField(label=_("After this unit you can"), max_length=300)

    def __init__(self, *args: Any, unit: Unit, outcome: Outcome | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = unit.outcomes.exclude(pk=outcome.pk) if outcome else unit.outcomes.all()

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        if self._others.filter(code=code).exists():
            raise ValidationError(_("Another outcome of this unit has this number."))
        return code


class PartForm(forms.Form):
    """A text, and perhaps a picture to go with it; a picture alone will do."""

    use_required_attribute = False

    title = forms.CharField(label=_("Heading"), max_length=200, required=False)
    format = forms.ChoiceField(
        label=_("Written as"), choices=TextFormat, initial=TextFormat.MARKDOWN, widget=forms.RadioSelect
    )
    source = forms.CharField(
        label=_("Text"),
        max_length=PART_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "code"}),
        help_text=_("Tables, $formulas$ and ```code``` are understood. Raw HTML is cleaned."),
    )
    picture = forms.FileField(
        label=_("Add a picture"),
        required=False,
        help_text=_("PNG, JPEG, GIF or WebP, up to 20 MB. It is put where the text says [[picture]], or at its end."),
    )
    description = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=300,
        help_text=_("For everybody who does not see it. Every picture needs this."),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._home = f"/c/{course.slug}/files/"

    def clean_picture(self) -> Any:
        picture = self.cleaned_data.get("picture")
        if picture and picture.size > LARGEST:
            raise ValidationError(_("This picture is larger than 20 MB."))
        return picture

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("picture") and self.has_error("source", "required"):
            self.errors.pop("source")
            data["source"] = ""
        if data.get("picture") and not data.get("description"):
            self.add_error("description", _("Say in a sentence what the picture shows."))
        if "source" in data and "format" in data:
            self._check_text(data)
        return data

    def _check_text(self, data: dict[str, Any]) -> None:
        try:
            html, _words = rendered(data["source"], data["format"])
        except ValidationError as error:
            self.add_error("source", error)
            return
        for picture in _PICTURE.findall(html):
            source = (_SRC.search(picture) or ["", ""])[1]
            if not (_ALT.search(picture) or ["", ""])[1].strip():
                name = source.rsplit("/", 1)[-1]
                self.add_error("source", _("The picture “%(name)s” has no description.") % {"name": name})
            if not source.startswith(self._home):
                self.add_error("source", _("Pictures from other places are not shown here. Add the file below."))


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))
