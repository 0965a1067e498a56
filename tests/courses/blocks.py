"""A block type for tests of pages that must not know any real tool."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from courses.extensions import BlockType
from courses.models import Placement


class NoteConfig(forms.Form):
    prompt = forms.CharField(max_length=200)


class NoteBlock(BlockType):
    key, label, icon, kind = "tests.note", "Note", "talk", "discussion"
    template, config_form = "courses/tests_note.html", NoteConfig
    purpose = "Writing it down makes it stay."
    imports = "discussion"
    calls: list[str] = []

    def placed(self, placement: Placement, *, actor: Any) -> None:
        self.calls.append("placed")

    def changed(self, placement: Placement, *, actor: Any) -> None:
        self.calls.append("changed")

    def retired(self, placement: Placement) -> None:
        self.calls.append("retired")

    def imported(self, placement: Placement, element: Any) -> None:
        self.calls.append("imported")

    def contexts(self, *, request: HttpRequest, placements: Sequence[Placement]) -> dict[int, dict[str, Any]]:
        self.calls.append("contexts")
        return {placement.pk: {"words": f"context of {placement.config['prompt']}"} for placement in placements}

    def summary(self, *, request: HttpRequest, placements: Sequence[Placement]) -> dict[int, dict[str, Any]]:
        return {each.pk: {"posts": 3, "new": each.config.get("new", 0)} for each in placements}


class OtherBlock(NoteBlock):
    key, label = "tests.other", "Other"
    imports = ""


class ThirdBlock(NoteBlock):
    key, label = "tests.third", "Third"
    imports = ""


class FreeBlock(NoteBlock):
    key, label = "tests.free", "Free"
    imports, counts_as_tool = "", False
