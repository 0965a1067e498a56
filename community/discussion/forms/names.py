"""Under which names people write in a block: decided before its first post, and not changed after it."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import Anonymity

LOCKED = _("Somebody has written here already, trusting in this. It cannot be changed any more.")


class NamesConfig(forms.Form):
    """`anonymity` is to peers; `veiled` says whether staff see names at once, or once they have opened them."""

    default_anonymity: str = Anonymity.OFF

    anonymity = forms.ChoiceField(
        label=_("Whose names are shown"),
        choices=Anonymity.choices,
        required=False,
        help_text=_(
            "It can be changed until somebody has written here. Staff always write with their names, and see those of others."
        ),
        widget=forms.RadioSelect,
    )
    veiled = forms.BooleanField(
        label=_("Staff see a hidden name only when they open it"),
        required=False,
        help_text=_("Who opened the names of a thread, and when, is logged. Administrators can read the log."),
    )

    def __init__(self, *args: Any, locked: bool = False, **kwargs: Any) -> None:
        """`locked`: somebody has written in the block already."""
        super().__init__(*args, **kwargs)
        self.initial = {"anonymity": self.default_anonymity, **self.initial}
        self.locked = locked
        if locked:
            self.fields["anonymity"].disabled = self.fields["veiled"].disabled = True
            self.fields["anonymity"].help_text = LOCKED
        self.order_fields([name for name in self.fields if name not in NamesConfig.base_fields])

    @property
    def folded(self) -> list[tuple[str | Promise, list[str]]]:
        """Headings, and the fields under them."""
        return [(_("Names"), ["anonymity", "veiled"])]

    def clean_anonymity(self) -> str:
        return self.cleaned_data["anonymity"] or self.default_anonymity
