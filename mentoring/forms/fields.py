from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.numbers import number_in
from mentoring.models import Offer


def _name_and_role(offer: Offer) -> str:
    return f"{offer.mentor.name}, {offer.headline}" if offer.headline else offer.mentor.name


class MentorField(forms.ModelChoiceField[Offer]):
    """One of a few mentors, by name and role. The rows are given, so that nothing is read twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Offer.objects.none(), **kwargs)

    def among(self, offers: list[Offer]) -> None:
        self.queryset = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).select_related("mentor")
        none = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = [*none, *((offer.pk, _name_and_role(offer)) for offer in offers)]


class MentorsField(forms.ModelMultipleChoiceField[Offer]):
    """Several of a few mentors."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Offer.objects.none(), **kwargs)

    def clean(self, value: Any) -> Any:
        """What is no number, or none that a key could be, is nobody's."""
        for each in value or ():
            if number_in(each) is None:
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": each})
        return super().clean(value)

    def among(self, offers: list[Offer]) -> None:
        self.queryset = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).select_related("mentor")
        self.choices = [(offer.pk, _name_and_role(offer)) for offer in offers]
