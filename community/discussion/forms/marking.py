"""One mark, in the shape that its block asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import Marking
from community.discussion.services.marking import DONE, NOT_DONE, Scheme


class MarkForm(forms.Form):
    """`scheme` decides which fields there are."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        help_text=_("The student reads it with the mark, once it is released."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, scheme: Scheme, given: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = given or {}
        self.scheme, value = scheme, given.get("value") if given.get("kind") == scheme.kind else None
        self.fields = {**self._fields(value), **self.fields}

    def _fields(self, value: Any) -> dict[str, forms.Field]:
        if self.scheme.kind == Marking.POINTS:
            most = self.scheme.most
            label = _("Points, of %(most)s") % {"most": most}
            limits: dict[str, Any] = {"min_value": 0, "max_value": most, "max_digits": 6, "decimal_places": 2}
            return {"value": forms.DecimalField(label=label, initial=value, **limits)}
        if self.scheme.kind == Marking.RUBRIC:
            said = dict(value or [])
            return {
                f"criterion-{n}": self._choice(criterion, self.scheme.scale, said.get(criterion))
                for n, criterion in enumerate(self.scheme.rubric)
            }
        if self.scheme.kind == Marking.SCALE:
            return {"value": self._choice(_("Mark"), self.scheme.scale, value)}
        choices = [(DONE, _("Done")), (NOT_DONE, _("Not done"))]
        return {"value": forms.ChoiceField(label=_("Mark"), choices=choices, widget=forms.RadioSelect, initial=value)}

    @staticmethod
    def _choice(label: Any, words: list[str], value: Any) -> forms.Field:
        choices = [(word, word) for word in words]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, initial=value)

    @property
    def given(self) -> dict[str, Any]:
        """As the services keep it."""
        data, kind = self.cleaned_data, self.scheme.kind
        if kind == Marking.RUBRIC:
            said = [[name, data[f"criterion-{n}"]] for n, name in enumerate(self.scheme.rubric)]
            return {"kind": kind, "value": said}
        if kind == Marking.POINTS:
            return {"kind": kind, "value": f"{data['value'].normalize():f}", "of": self.scheme.most}
        return {"kind": kind, "value": data["value"]}
