"""Every component in every state on one page (development and demo only): what the look is tested on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone

from core.menus import Group, Item, Menu


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", help_text="As people in your course should see it.")
    mail = forms.EmailField(label="E-mail", required=False)
    text = forms.CharField(label="What would you like help with?", widget=forms.Textarea(attrs={"rows": 4}))
    level = forms.ChoiceField(label="How sure are you?", choices=[("a", "Quite sure"), ("b", "Half sure")])
    reason = forms.ChoiceField(
        label="Why do you appeal?",
        choices=[("context", "Context was missed"), ("rule", "The rule does not fit"), ("heavy", "It is too heavy")],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label="Closes on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label="A file", required=False)
    agree = forms.BooleanField(label="I have read the rules", help_text="You can read them again at any time.")


@dataclass(frozen=True)
class Someone:
    pk: int
    name: str
    hue: int = 0


@dataclass(frozen=True, kw_only=True)
class ShowcasePage:
    """The page of components."""

    template = "styles.html"
    menu: Menu
    people: list[Someone]
    form: SampleForm
    wrong: SampleForm
    numbers: Page[Any]
    earlier: datetime
    yesterday: datetime
    later: datetime

    @classmethod
    def build(cls) -> "ShowcasePage":
        now = timezone.now()
        return cls(
            menu=_menu(),
            people=[Someone(pk, name) for pk, name in enumerate(_NAMES, 1)],
            form=SampleForm(prefix="empty"),
            wrong=SampleForm({"wrong-mail": "nobody", "wrong-name": ""}, prefix="wrong"),
            numbers=Paginator(range(240), 20).get_page(3),
            earlier=now - timedelta(hours=2),
            yesterday=now - timedelta(days=1),
            later=now + timedelta(days=3),
        )


_NAMES = ("Tomas Lindqvist", "Mirembe Okello", "Rosa Santamaría", "Dr Ilse Brandt", "Gwen Ferris", "Noor Haddad")


def _menu() -> Menu:
    units = [
        Item(label="Pattern or process?", url="#", icon="check", number="1", note="finished"),
        Item(label="Breathlessness on day three", url="#", icon="ring", number="2", note="open", current=True),
        Item(label="Telling people you are unsure", url="#", icon="lock", number="3", note="opens later"),
    ]
    places = [
        Item(label="All discussions", url="#", icon="talk", count=6),
        Item(label="People here", url="#", icon="people"),
        Item(label="Rules", url="#", icon="shield"),
    ]
    return Menu(
        title="Clinical Reasoning 2",
        url="#",
        subtitle="Year 3, Northmoor School of Medicine",
        groups=[Group(title="Units", items=units), Group(title="Course community", items=places)],
    )
