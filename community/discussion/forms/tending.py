"""What staff say when they move, split, merge a thread, or do the same with many."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.discussion.choices import ThreadKind
from community.discussion.forms import PointForm
from community.discussion.models import SavedReply
from core.numbers import number_in
from core.text import POST_LIMIT, check_bounds

MOST = 100
TO_ITS_AUTHOR = _("They read it in their digest. It also stands in the log.")


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("A word to those who wrote it"), required=False, max_length=300, help_text=TO_ITS_AUTHOR
    )


class Confirming(forms.Form):
    """Where more people would read it, the form comes back and asks for just that number."""

    def ask(self, gained: int) -> None:
        """Put the question into the form, as a box to tick."""
        words = ngettext(
            "I agree that %(n)s more person will be able to read this",
            "I agree that %(n)s more people will be able to read this",
            gained,
        )
        self.fields["shown_to"] = forms.BooleanField(
            label=words % {"n": gained}, required=False, widget=forms.CheckboxInput(attrs={"value": gained})
        )
        self.add_error("shown_to", _("They were not among those for whom it was written. Please say that it is meant."))

    @property
    def shown_to(self) -> int:
        """To how many more somebody agreed to show it."""
        return number_in(self.data.get("shown_to")) or 0


class MoveForm(Confirming):
    space = forms.TypedChoiceField(
        label=_("Where does it belong?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it belongs."), "invalid_choice": _("Choose one of these places.")},
    )
    reason = reason_field()

    def __init__(self, *args: Any, spaces: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`spaces`: the other places of the course, each with who reads there."""
        super().__init__(*args, **kwargs)
        self.fields["space"].choices = list(spaces)  # type: ignore[attr-defined]


class MergeForm(PointForm, Confirming):
    reason = reason_field()
    field_order = ["original", "address", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "original" in self.fields:
            self.fields["original"].label = _("Which thread does it belong to?")


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it really?"),
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def __init__(self, *args: Any, kinds: Sequence[ThreadKind], **kwargs: Any) -> None:
        """`kinds`: those that are started where the thread is."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    posts = forms.TypedMultipleChoiceField(
        label=_("Which posts"),
        coerce=int,
        error_messages={"required": _("Choose at least one post.")},
        widget=forms.CheckboxSelectMultiple,
    )
    title = forms.CharField(
        label=_("Title of the new thread"),
        max_length=200,
        error_messages={"required": _("Please give it a title, so that people find it.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind of thread"),
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def __init__(self, *args: Any, posts: Sequence[int], kinds: Sequence[ThreadKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = [(pk, pk) for pk in posts]  # type: ignore[attr-defined]
        kind: Any = self.fields["kind"]
        kind.choices, kind.initial = [(each.value, each.label) for each in kinds], kinds[0]


class ManyForm(forms.Form):
    """One act on several threads of a list."""

    DO = [
        ("close", _("Close")),
        ("reopen", _("Open again")),
        ("pin", _("Pin")),
        ("unpin", _("No longer pin")),
        ("answered", _("Mark as answered")),
        ("keep", _("Keep for next year")),
        ("move", _("Move")),
    ]
    threads = forms.CharField(required=False)
    do = forms.ChoiceField(label=_("With those chosen"), choices=DO)
    space = forms.TypedChoiceField(label=_("Move to"), coerce=int, required=False, empty_value=None)
    reason = reason_field()

    def __init__(self, *args: Any, spaces: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].choices = [("", _("Choose a place")), *spaces]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`threads` are numbers, each once."""
        data = super().clean() or {}
        given = self.data.getlist("thread") if hasattr(self.data, "getlist") else []
        numbers = [number for each in dict.fromkeys(given) if (number := number_in(each)) is not None]
        if not numbers:
            self.add_error(None, _("Choose at least one thread first."))
        if len(numbers) > MOST:
            self.add_error(
                None, _("These are %(n)s threads; %(most)s at once are possible.") % {"n": len(numbers), "most": MOST}
            )
        if data.get("do") == "move" and not data.get("space") and "space" not in self.errors:
            self.add_error("space", _("Choose where they are to go."))
        data["threads"] = numbers
        return data


class PhraseForm(forms.Form):
    """A saved reply. `shared` is asked once: what a team shares stays the team's."""

    title = forms.CharField(label=_("Its name, for you"), max_length=80)
    source = forms.CharField(
        label=_("What it says"), max_length=POST_LIMIT, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    shared = forms.BooleanField(
        label=_("Share it with the team of this course"),
        required=False,
        help_text=_("They can change and forget it too."),
    )

    @classmethod
    def of(cls, row: SavedReply) -> "PhraseForm":
        return cls(initial={"title": row.title, "source": row.source}, auto_id=f"phrase-{row.pk}-%s")

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).replace("\r\n", "\n")
        check_bounds(source)
        return source
