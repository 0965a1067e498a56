"""A question to the staff alone, and the answer of its author."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import Consent
from community.discussion.forms import ReplyForm
from community.discussion.forms.about import AboutFields


class AskStaffForm(AboutFields, ReplyForm):
    words = ("source", "title", "token")
    to = anonymous = None  # type: ignore[assignment]
    title = forms.CharField(label=_("In one line"), required=False, max_length=200)
    field_order = ["title", "source", "token"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["source"].label = _("Your question")


class ConsentForm(forms.Form):
    answer = forms.TypedChoiceField(choices=Consent.choices, coerce=Consent)
