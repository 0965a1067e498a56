from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.people.forms import LanguagesMixin, language_initial, time_choices
from mentoring.choices import TOPIC_WISHES, Mode
from mentoring.matching import Kind, Wish
from mentoring.models import Wish as KeptWish

TOPIC_FIELDS = [f"topic_{place}" for place in range(1, TOPIC_WISHES + 1)]
TOPIC_LABELS = (_("First topic"), _("Second topic"), _("Third topic"))


class WishesForm(LanguagesMixin):
    """What a student looks for: a few topics in order, and what would suit. One of all these counts double."""

    times = forms.MultipleChoiceField(
        label=_("When you have time"), choices=time_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(
        label=_("How you would like to meet"),
        choices=[("", _("Any way")), *Mode.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    most = forms.ChoiceField(
        label=_("What matters most to you"),
        choices=[
            (Kind.TOPIC, _("The first topic")),
            (Kind.LANGUAGE, _("The language")),
            (Kind.TIME, _("The time")),
            (Kind.MODE, _("How we meet")),
        ],
        initial=Kind.TOPIC,
        widget=forms.RadioSelect,
        help_text=_("It counts double when we compare."),
    )

    def __init__(self, *args: Any, wishes: Sequence[KeptWish] = (), **kwargs: Any) -> None:
        kwargs["initial"] = _initial(wishes)
        super().__init__(*args, **kwargs)
        for name, label in zip(TOPIC_FIELDS, TOPIC_LABELS, strict=True):
            self.fields[name] = forms.CharField(label=label, max_length=80, required=False)
            self.fields[name].widget.attrs["list"] = "topics"
        self.fields["language_1"].help_text = _("Any of them will do.")
        self.order_fields([*TOPIC_FIELDS, *self.fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.wishes:
            raise forms.ValidationError(_("Please say one thing at least: what would you like a mentor for?"))
        return cleaned

    @property
    def wishes(self) -> list[Wish]:
        """In the order in which they count: what matters most first, then topics, language, time, way of meeting."""
        cleaned = self.cleaned_data
        topics = list(dict.fromkeys(" ".join(cleaned.get(name, "").split()) for name in TOPIC_FIELDS))
        said = [
            *(Wish(Kind.TOPIC, (topic,)) for topic in topics if topic),
            Wish(Kind.LANGUAGE, tuple(self.languages)),
            Wish(Kind.TIME, tuple(cleaned.get("times", ()))),
            Wish(Kind.MODE, tuple(filter(None, [cleaned.get("mode", "")]))),
        ]
        given = [wish for wish in said if wish.values]
        first = next((wish for wish in given if wish.kind == cleaned.get("most")), None)
        return [first, *(wish for wish in given if wish is not first)] if first else given


def _initial(wishes: Sequence[KeptWish]) -> dict[str, Any]:
    of: dict[str, list[list[str]]] = {}
    for wish in wishes:
        of.setdefault(wish.kind, []).append(list(wish.values))
    topics = [values[0] for values in of.get(Kind.TOPIC, [])]
    found: dict[str, Any] = dict(zip(TOPIC_FIELDS, topics, strict=False))
    found |= language_initial((of.get(Kind.LANGUAGE) or [[]])[0])
    found["times"] = (of.get(Kind.TIME) or [[]])[0]
    found["mode"] = ((of.get(Kind.MODE) or [[""]])[0] or [""])[0]
    found["most"] = wishes[0].kind if wishes else Kind.TOPIC
    return found
