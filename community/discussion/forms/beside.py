"""What stands beside the words of a post, as somebody fills it in: files, warnings, the use of AI."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from community.discussion.choices import AiUse, Checked, ContentWarning
from community.discussion.services.beside import OWN_WORDS, Beside
from community.discussion.services.files import Described, check_many

ANSWERS = {"yes": True, "no": False}


@dataclass
class Chip:
    """One file in a composer: what is known of it, what was answered, and what is still missing."""

    file: Mapping[str, Any]
    said: Described
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Mapping[str, Any], data: Any = None) -> "Chip":
        """From what was sent, or from what is kept of the file."""
        key = str(file["key"])
        if data is None or f"alt-{key}" not in data:
            return cls(file, Described(key, file["alt"], file["person"], file["place"], file["permitted"]))
        alt = " ".join(str(data[f"alt-{key}"]).split())
        answers = (ANSWERS.get(data.get(f"{name}-{key}", "")) for name in ("person", "place", "permitted"))
        return cls(file, Described(key, alt, *answers))

    @property
    def is_picture(self) -> bool:
        return bool(self.file["kind"] == "image")

    @property
    def is_waiting(self) -> bool:
        return bool(self.file["checked"] == Checked.WAITING)

    @property
    def is_infected(self) -> bool:
        return bool(self.file["checked"] == Checked.INFECTED)

    @property
    def is_posted(self) -> bool:
        return bool(self.file.get("posted"))

    @property
    def url(self) -> str:
        return reverse("community:file", args=[self.file["key"]])

    @property
    def asks(self) -> list[dict[str, Any]]:
        """The three questions about a picture."""
        asked = {
            "person": (_("Can somebody be recognised, by a face, a name, a mark or a rare case?"), self.said.person),
            "place": (_("Can a place be recognised, such as a ward, a home or a screen?"), self.said.place),
            "permitted": (_("Did they agree that it is shown here?"), self.said.permitted),
        }
        return [
            {"name": name, "label": label, "answer": answer, "problem": self.problems.get(name, "")}
            for name, (label, answer) in asked.items()
        ]

    def check(self) -> None:
        """Everything that has to be known of a picture before others see it."""
        if self.is_infected:
            self.problems["file"] = _t("Please remove it.")
        if not self.is_picture:
            return
        if not self.said.alt:
            self.problems["alt"] = _t("Please say in words what the picture shows, for those who cannot see it.")
        elif len(self.said.alt) > 500:  # noqa: PLR2004
            self.problems["alt"] = _t("500 characters at most, please. The rest can stand in your post.")
        if self.said.person is None:
            self.problems["person"] = _t("Please answer whether somebody can be recognised.")
        if self.said.place is None:
            self.problems["place"] = _t("Please answer whether a place can be recognised.")
        if not (self.said.person or self.said.place):
            return
        if self.said.permitted is None:
            self.problems["permitted"] = _t("Please answer whether they agreed.")
        elif not self.said.permitted:
            self.problems["permitted"] = _t(
                "Then it is better not shown here. Remove the picture, or ask first: your words stay, and so does the "
                "picture until you decide."
            )


class BesideForm(forms.Form):
    """`chips` are the files in the composer; `picker` says where a script uploads more of them."""

    warnings = forms.MultipleChoiceField(
        label=_("Ask readers first, because it is about"),
        choices=ContentWarning.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    warning_words = forms.CharField(label=_("Something else: what?"), required=False, max_length=OWN_WORDS)
    ai = forms.ChoiceField(
        label=_("Did AI help you with this?"),
        choices=AiUse.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one. It is shown under your post.")},
    )
    ai_words = forms.CharField(label=_("How, in a few words"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        files: Iterable[Mapping[str, Any]] = (),
        picker: str = "",
        uid: str = "",
        asks_ai: bool = False,
        troubles: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        """`troubles`: what was wrong with files that were sent along and not kept."""
        super().__init__(*args, **kwargs)
        self.chips = [Chip.read(file, self.data if self.is_bound else None) for file in files]
        self.picker, self.uid, self.troubles = picker, uid, list(troubles)
        if not asks_ai:
            del self.fields["ai"], self.fields["ai_words"]

    @property
    def is_open(self) -> bool:
        """Something here is filled in or wrong, so that it has to be seen."""
        return bool(self.is_bound and (self.errors or self.troubles)) or bool(self["warnings"].value())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if ContentWarning.OTHER in data.get("warnings", ()) and not data.get("warning_words", "").strip():
            self.add_error("warning_words", _("Please say what readers are warned of."))
        if data.get("ai") == AiUse.OTHER and not data.get("ai_words", "").strip():
            self.add_error("ai_words", _("Please say how, in a few words."))
        check_many(len(self.chips))
        for chip in self.chips:
            chip.check()
        if self.troubles or any(chip.problems for chip in self.chips):
            raise ValidationError(_("Not posted yet: something about the files is still missing. Nothing was lost."))
        return data

    @property
    def beside(self) -> Beside:
        """For the services, once it is valid."""
        data = self.cleaned_data
        words = {name: data.get(name) or "" for name in ("warning_words", "ai", "ai_words")}
        return Beside(files=[chip.said for chip in self.chips], warnings=data["warnings"], **words)


class WarnForm(forms.Form):
    warnings = forms.MultipleChoiceField(
        label=_("Readers are asked first, because it is about"),
        choices=ContentWarning.choices,
        required=False,
        help_text=_("Nothing chosen takes the warning away."),
        widget=forms.CheckboxSelectMultiple,
    )
    warning_words = forms.CharField(label=_("Something else: what?"), required=False, max_length=OWN_WORDS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if ContentWarning.OTHER in data.get("warnings", ()) and not data.get("warning_words", "").strip():
            self.add_error("warning_words", _("Please say what readers are warned of."))
        return data
