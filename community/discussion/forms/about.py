"""What a thread is about: which words of a text, or which second of one of its videos."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.matching.passages import LONGEST, locate
from community.discussion.matching.videos import second_of, videos_in
from community.discussion.services import Spot
from courses.models import Part

NOT_THERE = _("These words are not in the text. Please copy them from it, or write a few of them as they stand there.")
GONE = _("The text you asked about has left the unit. Post it again, and it is about nothing in particular.")
NOTHING = _("Please say which words you mean, or which time of the video.")
TOO_LONG = _("A passage has at most 500 characters. The first sentence of it is enough.")


class AboutForm(forms.Form):
    """Beside a composer, or on a page of its own; it is about one text, which whoever makes it has read.

    `before` is what a script found in front of the selected words, for a passage that stands there more than once.
    """

    prefix = "about"
    part = forms.CharField(widget=forms.HiddenInput, max_length=12)
    words = forms.CharField(
        label=_("Which words?"),
        required=False,
        max_length=2 * LONGEST,
        help_text=_(
            "Paste or type the words of the text that you mean. Leave it empty to ask about nothing in particular."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    before = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    video = forms.ChoiceField(
        label=_("Which video?"),
        required=False,
        error_messages={"invalid_choice": _("The text links to no such video.")},
    )
    moment = forms.CharField(
        label=_("At which time of the video?"),
        required=False,
        max_length=10,
        help_text=_("Minutes and seconds, for instance 3:10."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 8}),
    )

    def __init__(self, *args: Any, text: Part, **kwargs: Any) -> None:
        kwargs["initial"] = {"part": text.key, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.text = text
        self._fit(self.fields["video"])

    def _fit(self, field: Any) -> None:
        """The videos of this text; without one nobody is asked."""
        videos = videos_in(self.text.html)
        field.choices = [(video.address, video.label) for video in videos]
        if not videos:
            del self.fields["video"], self.fields["moment"]
        elif len(videos) == 1:
            field.widget, self.initial["video"] = forms.HiddenInput(), videos[0].address

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        if not words:
            return ""
        found = locate(words, self.text.text, before=str(self.data.get(self.add_prefix("before"), "")))
        if found is None:
            raise forms.ValidationError(TOO_LONG if len(words) > LONGEST else NOT_THERE)
        if len(found.exact) > LONGEST:
            raise forms.ValidationError(TOO_LONG)
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["seconds"] = second_of(data.get("moment") or "")
        if data.get("moment") and data["seconds"] is None:
            self.add_error("moment", _("Please write it as minutes and seconds, for instance 3:10."))
        if data.get("moment") and data.get("words"):
            self.add_error("moment", _("It is about words or about a time, not both. Please empty one of the two."))
        if data.get("moment") and not data.get("video") and "video" not in self.errors:
            self.add_error("video", _("Please choose the video."))
        return data

    @property
    def spot(self) -> Spot | None:
        """None where nothing in particular is meant."""
        data = self.cleaned_data
        if data.get("seconds") is not None:
            return Spot(self.text.pk, video=data["video"], seconds=data["seconds"])
        return Spot(self.text.pk, words=data["words"], before=data["before"]) if data["words"] else None


class AboutFields(forms.Form):
    """What a composer has of it: `about` is put there by a view, `text_is_gone` where its text left the unit meanwhile."""

    about: AboutForm | None = None
    text_is_gone = False

    def is_valid(self) -> bool:
        own = super().is_valid()
        return (self.about is None or self.about.is_valid()) and own

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.text_is_gone:
            raise forms.ValidationError(GONE)
        return data

    @property
    def spot(self) -> Spot | None:
        return self.about.spot if self.about is not None else None
