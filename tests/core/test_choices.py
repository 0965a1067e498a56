"""The control of a choice is what Django itself would draw."""

import pytest
from django import forms
from django.test.html import parse_html

from core.fields import shown

CHOICES = [("", "Nothing"), ("a", "A <b>"), ('q"uote', "Quoted"), (3, "Three")]


class Asked(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect(attrs={"data-x": "<y>", "required": True}))
    many = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple(attrs={"disabled": False}))


@pytest.mark.parametrize("data", [None, {"one": "a", "many": ["3", 'q"uote']}, {"one": "", "many": []}])
@pytest.mark.parametrize("name", ["one", "many"])
def test_a_choice_is_what_django_draws(name: str, data: dict[str, object] | None) -> None:
    bound = Asked(data, initial={"one": 3, "many": ["a"]}, prefix="p<")[name]
    seen = shown(bound, label="", hint=None, placeholder=None, hide_label=False)
    assert [parse_html(tag) for tag, _words in seen.tagged] == [parse_html(each.tag()) for each in bound.subwidgets]
    assert [words for _tag, words in seen.tagged] == [each.choice_label for each in bound.subwidgets]
