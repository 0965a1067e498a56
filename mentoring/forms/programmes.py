from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.text import check_bounds
from mentoring.choices import AGREEMENT_LIMIT, RESERVED
from mentoring.models import Programme


class ProgrammeForm(forms.ModelForm[Programme]):
    """A round: its name and dates, how many asks, how long mentors have, the agreement."""

    class Meta:
        model = Programme
        fields = [
            "title",
            "slug",
            "about",
            "opens_on",
            "asks_until",
            "ends_on",
            "open_asks",
            "answer_days",
            "agreement",
        ]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "agreement": forms.Textarea(attrs={"rows": 10}),
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("opens_on", "asks_until", "ends_on")
            },
        }
        help_texts = {
            "agreement": _("Both sign exactly these words. Pairs that have signed keep theirs."),
            "answer_days": _("After that the ask goes back to the student, with an apology from the programme."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        if self.instance.pk:
            del self.fields["slug"]

    def clean_about(self) -> str:
        check_bounds(self.cleaned_data["about"])
        return str(self.cleaned_data["about"])

    def clean_agreement(self) -> str:
        check_bounds(self.cleaned_data["agreement"], limit=AGREEMENT_LIMIT)
        return str(self.cleaned_data["agreement"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "slug" in self.fields:
            cleaned["slug"] = cleaned.get("slug") or slugify(cleaned.get("title", ""), allow_unicode=True)
            if cleaned["slug"] in RESERVED or Programme.objects.filter(slug=cleaned["slug"]).exists():
                self.add_error("slug", _("This address is taken. Please choose another."))
        first, last = cleaned.get("opens_on"), cleaned.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The round would end before it begins."))
        return cleaned
