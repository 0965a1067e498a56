from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.choices import ASK_LIMIT, PANEL_SEATS
from mentoring.forms.fields import MentorField, MentorsField
from mentoring.models import Offer


class PanelConfig(forms.Form):
    """The config of the mentor panel: what may be asked. Who sits on it is chosen beside the block, by name."""

    title = forms.CharField(label=_("Heading"), max_length=160, initial=_("Ask someone who has been there"))
    prompt = forms.CharField(
        label=_("What these mentors can be asked"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They answer in the open, for the whole course, until the block closes."),
    )


class PanelAskForm(forms.Form):
    """An ask to one of the panel's mentors, right in the unit."""

    offer = MentorField(label=_("Whom you ask"), empty_label=None)
    text = forms.CharField(
        label=_("What you would like help with"),
        max_length=ASK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": ASK_LIMIT}),
    )

    def __init__(self, *args: Any, offers: "list[Offer]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        assert isinstance(field, MentorField)
        field.among(offers)


class SeatsForm(forms.Form):
    """One to four mentors."""

    offers = MentorsField(
        label=_("Who sits on this panel"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One to four. Whoever grades people of this course is not in this list."),
    )

    def __init__(self, *args: Any, offers: "list[Offer]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offers"]
        assert isinstance(field, MentorsField)
        field.among(offers)

    def clean_offers(self) -> Any:
        chosen = self.cleaned_data["offers"]
        if len(chosen) > PANEL_SEATS:
            raise forms.ValidationError(_("Four mentors at most: more would each answer less."))
        return chosen
