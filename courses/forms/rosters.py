import io
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MEBIBYTE = 1024 * 1024
MOST_LIST = 10 * MEBIBYTE
MOST_ROSTER = 200 * MEBIBYTE


class ListForm(forms.Form):
    """A list of people: a file, or what was copied out of one."""

    file = forms.FileField(
        label=_("A file"), required=False, help_text=_("CSV, from any spreadsheet. Up to 10,000 people at once.")
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        strip=False,
        max_length=MEBIBYTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("With the names of the columns in the first line."),
    )

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"], MOST_LIST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(str(data.get("text") or "").strip()):
            self.add_error("file", _("Choose a file or paste the list: one of the two."))
        return data

    @property
    def stream(self) -> IO[bytes]:
        upload = self.cleaned_data["file"]
        return upload or io.BytesIO(str(self.cleaned_data["text"]).encode())

    @property
    def name(self) -> str:
        upload = self.cleaned_data["file"]
        return str(upload.name) if upload else ""


class RosterForm(forms.Form):
    """A roster of the institution: one zip with its tables."""

    file = forms.FileField(
        label=_("The roster"),
        help_text=_("A zip with manifest.csv, orgs.csv, users.csv and the rest, OneRoster 1.1 or 1.2."),
    )

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"], MOST_ROSTER)


def _not_too_large(upload: Any, most: int) -> Any:
    if upload and upload.size > most:
        raise ValidationError(_("This file is larger than %(n)s MB.") % {"n": most // MEBIBYTE})
    return upload
