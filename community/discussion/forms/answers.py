"""Writing at an answer together with others; what a course wants of answers and small words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import Reaction
from community.discussion.forms import ReplyForm
from core.numbers import LARGEST


class SharedForm(ReplyForm):
    """`seen` is the version that its writer saw: whoever saves second sees both."""

    to = None  # type: ignore[assignment]
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    field_order = ["source", "anonymous", "seen"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        source = self.fields["source"]
        source.label = _("What the answer says")
        source.widget.attrs["rows"] = 14

    def clean_seen(self) -> int:
        return int(self.cleaned_data.get("seen") or 0)


class AnsweringForm(forms.Form):
    shared = forms.BooleanField(
        label=_("Questions can have an answer that several people write"),
        required=False,
        help_text=_("Staff begin one, or open it for a question; then everybody who may write there may write at it."),
    )
    reactions = forms.MultipleChoiceField(
        label=_("Small words under posts"),
        choices=Reaction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Beside “This helped”. They are counted, nobody sees whose they are, and nothing is ordered by them."
        ),
    )
