"""What an educator decides about a discussion when it is placed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.discussion.choices import UNLESS_SAID, Marking
from community.discussion.forms.customs import CustomsConfig
from community.discussion.forms.names import NamesConfig
from community.discussion.services.marking import lines
from courses.forms.courses import day_input

MOST_REPLIES = 20
FEWEST_WORDS, MOST_WORDS, MOST_CRITERIA = 2, 7, 6


class DiscussionConfig(CustomsConfig, NamesConfig):
    """What an educator decides about a discussion in a unit."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_("Leave it empty, and the prompt is the title."),
    )
    prompt = forms.CharField(
        label=_("Prompt"),
        max_length=600,
        help_text=_("One question that people can disagree about."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starter = forms.CharField(
        label=_("How an answer could begin"),
        required=False,
        max_length=120,
        help_text=_("Shown in the empty field, for those who do not know how to start."),
    )
    groups = forms.ChoiceField(label=_("Who reads it"), initial="course", widget=forms.RadioSelect)
    mentors = forms.BooleanField(label=_("The mentors of this course read and write here too"), required=False)
    ask_ai = forms.BooleanField(label=_("Whoever posts says whether AI helped, and how"), required=False)
    write_first = forms.BooleanField(
        label=_("Students write before they read"),
        required=False,
        help_text=_("Nobody sees what others wrote here before they have started a thread. Staff and mentors do."),
    )
    first_by = forms.DateField(
        label=_("First post by"),
        required=False,
        widget=day_input(),
        help_text=_("Until the end of that day. Each student sees quietly whether it is done, and you see who has."),
    )
    replies = forms.IntegerField(
        label=_("Replies to others"), required=False, min_value=1, max_value=MOST_REPLIES, help_text=_("How many.")
    )
    replies_by = forms.DateField(label=_("Replies by"), required=False, widget=day_input())

    marking = forms.ChoiceField(
        label=_("How it is marked"), required=False, choices=Marking.choices, widget=forms.RadioSelect
    )
    points = forms.IntegerField(label=_("Most points"), required=False, min_value=1, max_value=1000)
    scale = forms.CharField(
        label=_("Words of the scale"),
        required=False,
        max_length=400,
        help_text=_("For a scale and for a rubric: one on each line, the best first."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rubric = forms.CharField(
        label=_("Criteria of the rubric"),
        required=False,
        max_length=900,
        help_text=_("One on each line, six at most. Each is given one of the words above."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """`groups`: those of the course, each with its name and its number of students."""
        super().__init__(*args, **kwargs)
        one = [(str(pk), _("Only %(group)s") % {"group": name}) for pk, name in groups]
        choices = [("course", _("The whole course")), ("apart", _("Each group by itself")), *one]
        self.fields["groups"].choices = choices  # type: ignore[attr-defined]

    @property
    def folded(self) -> list[tuple[str | Promise, list[str]]]:
        """Headings, and the fields under them: a prompt and its readers are enough to begin."""
        return [
            (_("Title, and how an answer could begin"), ["title", "starter"]),
            (_("Check points"), ["write_first", "first_by", "replies", "replies_by"]),
            (_("Marking"), ["marking", "points", "scale", "rubric"]),
            *super().folded,
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("replies_by") and not given.get("replies") and "replies" not in self.errors:
            self.add_error("replies", _("Say how many, or leave the day empty."))
        if given.get("replies") and not given.get("replies_by") and "replies_by" not in self.errors:
            self.add_error("replies_by", _("Say until when, or leave the number empty."))
        first, replies = given.get("first_by"), given.get("replies_by")
        if first and replies and replies < first:
            self.add_error("replies_by", _("Replies come after the first post. Please choose a later day."))
        self._check_marking(given)
        return given

    def _check_marking(self, given: dict[str, Any]) -> None:
        kind, scale, rubric = given.get("marking"), lines(given.get("scale")), lines(given.get("rubric"))
        if kind == Marking.POINTS and not given.get("points") and "points" not in self.errors:
            self.add_error("points", _("Say how many points there are at most."))
        if kind in {Marking.SCALE, Marking.RUBRIC} and not FEWEST_WORDS <= len(set(scale)) <= MOST_WORDS:
            self.add_error("scale", _("A scale has two to seven different words."))
        if kind == Marking.RUBRIC and not 1 <= len(set(rubric)) <= MOST_CRITERIA:
            self.add_error("rubric", _("A short rubric has one to six criteria."))


class PlainConfig(forms.Form):
    """A built-in place of the course: nothing to decide but its title."""

    title = forms.CharField(label=_("Title"), required=False, max_length=120)


class AnnouncementsConfig(CustomsConfig, PlainConfig):
    """Staff alone announce; who replies, and how often, is said here."""

    kinds = starters = None  # type: ignore[assignment]


class QuestionConfig(CustomsConfig, NamesConfig, PlainConfig):
    """A place for questions: here one may ask without a name from the start."""

    default_anonymity = UNLESS_SAID["community.questions"]


class LaterForm(forms.Form):
    """Until when one person has time; left empty, the dates of the block hold again."""

    until = forms.DateField(
        label=_("Until the end of"),
        required=False,
        widget=day_input(),
        help_text=_("Every date of this block that comes earlier is this one for them. Empty: no later date."),
    )

    def __init__(self, *args: Any, person: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.today = person, today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self.today:
            raise forms.ValidationError(_("This day has passed. Please choose today or a later one."))
        return until
