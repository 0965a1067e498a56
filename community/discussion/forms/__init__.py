"""The shape of what people write. Limits are those of the renderer, so that what is taken can be shown."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import WRITABLE, ThreadKind
from community.discussion.forms.about import AboutFields
from community.discussion.forms.beside import BesideForm
from community.discussion.forms.blocks import (
    AnnouncementsConfig,
    DiscussionConfig,
    LaterForm,
    PlainConfig,
    QuestionConfig,
)
from community.discussion.forms.export import ExportForm
from community.discussion.forms.labels import LabelField
from community.discussion.forms.resources import ResourceFields
from core.numbers import LARGEST
from core.text import POST_LIMIT, check_bounds
from ethics.services.nudges import Asked

__all__ = [
    "MOST_WORDS",
    "NOTHING",
    "AnnounceForm",
    "AnnouncementsConfig",
    "DiscussionConfig",
    "EditForm",
    "EndorseForm",
    "ExportForm",
    "LaterForm",
    "Moment",
    "PlainConfig",
    "PointForm",
    "QuestionConfig",
    "ReplyForm",
    "SaveForm",
    "StartForm",
    "WordsForm",
    "new_token",
]

MOST_WORDS = 30
NOTHING = _("There is nothing written here yet.")
NOT_HERE = _("This is not started here. Choose another kind; your words are kept.")
WITH, WITHOUT = "", "1"
NAMED_OR_NOT = [(WITH, _("With my name")), (WITHOUT, _("Without my name"))]


def new_token() -> str:
    """A token for one sending: the same form sent twice is one post."""
    return secrets.token_urlsafe(18)


class ReplyForm(forms.Form):
    """`nudges` are the questions that the rules ask about the text, `look` is its rendering, `beside` holds files and
    warnings; a view puts them there."""

    nudges: Sequence[Asked] = ()
    look: str = ""
    beside: BesideForm | None = None
    words: tuple[str, ...] = ("source", "token", "anonymous")
    shown: frozenset[int] = frozenset()
    source = forms.CharField(
        label=_("Your reply"),
        strip=False,
        error_messages={"required": NOTHING},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": POST_LIMIT * 2}),
    )
    anonymous = forms.TypedChoiceField(
        label=_("With my name or without"),
        choices=NAMED_OR_NOT,
        coerce=lambda value: value == WITHOUT,
        empty_value=False,  # type: ignore[arg-type]
        initial=WITH,
        required=False,
        widget=forms.RadioSelect,
    )
    to = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    token = forms.CharField(required=False, max_length=40, initial=new_token, widget=forms.HiddenInput)

    def is_valid(self) -> bool:
        """Together with what stands beside the words, so that everything wrong is said at once."""
        own = super().is_valid()
        return (self.beside is None or self.beside.is_valid()) and own

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).replace("\r\n", "\n")
        if not source.strip():
            raise forms.ValidationError(NOTHING)
        check_bounds(source)
        return source


class StartForm(AboutFields, ResourceFields, ReplyForm):
    """A new thread. Without a title its first line is the title. `similar` are rows of what was asked before."""

    similar: Sequence[Any] = ()
    words = ("source", "title", "kind", "token", "labels", "anonymous")
    to = None  # type: ignore[assignment]
    title = forms.CharField(label=_("In one line"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of thread"),
        choices=[(kind.value, kind.label) for kind in WRITABLE],
        initial=ThreadKind.QUESTION,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_HERE},
    )
    space = forms.TypedChoiceField(label=_("For whom"), coerce=int)
    labels = LabelField(label=_("Labels"), required=False)
    field_order = ["space", "kind", "title", "link", "source", "labels", "token"]

    def __init__(
        self,
        *args: Any,
        spaces: Sequence[tuple[int, str]],
        labels: Sequence[tuple[int, str]] = (),
        kinds: Sequence[ThreadKind] = WRITABLE,
        **kwargs: Any,
    ) -> None:
        """`spaces`: where this person may write from here, with the names of the groups; `labels` and `kinds` they may
        choose."""
        super().__init__(*args, **kwargs)
        if kinds:
            kind: Any = self.fields["kind"]
            kind.choices, kind.initial = [(each.value, each.label) for each in kinds], kinds[0]
        self.fields["labels"].choices = list(labels)  # type: ignore[attr-defined]
        field = self.fields["space"]
        field.choices = list(spaces)  # type: ignore[attr-defined]
        field.initial = spaces[0][0] if spaces else None
        if len(spaces) < 2:  # noqa: PLR2004
            field.widget = forms.HiddenInput()


class Moment(forms.DateTimeField):
    """A day and a time, in the time zone of whoever fills it in."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AnnounceForm(ReplyForm):
    to = anonymous = None  # type: ignore[assignment]
    title = forms.CharField(label=_("In one line"), max_length=200)
    group = forms.TypedChoiceField(label=_("For whom"), coerce=int, empty_value=None, required=False)
    publish_at = Moment(label=_("Publish on"), required=False, help_text=_("Leave it empty to publish it now."))
    expires_at = Moment(
        label=_("Take it off the course's home on"),
        required=False,
        help_text=_("It can still be read where announcements stand."),
    )
    pinned = forms.BooleanField(label=_("Keep it above the others"), required=False)
    replies = forms.BooleanField(label=_("People may reply"), required=False, initial=True)
    urgent_reason = forms.CharField(
        label=_("It is urgent, because"),
        required=False,
        max_length=300,
        help_text=_("Leave it empty, and it comes with everybody's next digest. With a reason it is mailed at once."),
    )
    field_order = [
        "title",
        "source",
        "group",
        "publish_at",
        "expires_at",
        "pinned",
        "replies",
        "urgent_reason",
        "token",
    ]

    def __init__(self, *args: Any, groups: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """`groups`: those of the course, each with its name and its number of students."""
        super().__init__(*args, **kwargs)
        self.fields["source"].label = _("What everybody needs to know")
        self.fields["group"].choices = [("", _("The whole course")), *groups]  # type: ignore[attr-defined]
        if not groups:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("publish_at"), given.get("expires_at")
        if starts is not None and starts <= timezone.now():
            self.add_error("publish_at", _("This time has passed. Leave it empty to publish it now."))
        if ends is not None and ends <= (starts or timezone.now()):
            self.add_error("expires_at", _("It would end before it begins. Please choose a later time."))
        return given


class EditForm(ReplyForm):
    to = anonymous = None  # type: ignore[assignment]
    title = forms.CharField(label=_("In one line"), required=False, max_length=200)
    field_order = ["title", "source"]

    def __init__(self, *args: Any, with_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].label = _("What it says")
        if not with_title:
            del self.fields["title"]


class EndorseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this a good answer?"),
        help_text=_("One sentence is enough. People learn more from the reason than from the seal."),
        max_length=600,
        error_messages={"required": _("Please say why: the reason is what people learn from.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SaveForm(forms.Form):
    remind = forms.ChoiceField(
        label=_("Remind me"),
        choices=[
            ("", _("No reminder")),
            ("tomorrow", _("Tomorrow morning")),
            ("three-days", _("In three days")),
            ("week", _("In a week")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Words you do not want to read"),
        help_text=_("One on each line, thirty at most. Posts with one of them are folded until you open them."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_words(self) -> list[str]:
        words = [word for word in str(self.cleaned_data["words"]).splitlines() if word.strip(" *")]
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(
                _("These are %(n)s words; %(most)s are possible.") % {"n": len(words), "most": MOST_WORDS}
            )
        return words


class PointForm(forms.Form):
    """Another question: one of those that look alike, or its address."""

    original = forms.TypedChoiceField(
        label=_("Which question asks the same?"), coerce=int, required=False, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("Another one: its address"),
        help_text=_("For instance /t/12/. It stands beside every thread, under “Keep it”."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, alike: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["original"].choices = list(alike)  # type: ignore[attr-defined]
        if not alike:
            del self.fields["original"]

    def clean(self) -> dict[str, Any]:
        """`chosen` is the number of the thread; the address wins when both are there."""
        data = super().clean() or {}
        inside = re.search(r"(?:^|/t/)(\d{1,18})(?:[/-]|$)", str(data.get("address") or ""))
        if data.get("address") and inside is None:
            self.add_error("address", _("This is not the address of a thread."))
        data["chosen"] = int(inside[1]) if inside else data.get("original") or 0
        if not self.errors and not data["chosen"]:
            raise forms.ValidationError(_("Choose the question that asks the same, or give its address."))
        return data
