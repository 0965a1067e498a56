"""The components: what they write, and that a typo in a keyword stops at once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

from core import icons, moments, people

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    pk: int
    name: str


class HelloForm(forms.Form):
    text = forms.CharField(label="Your hello", help_text="One line.", max_length=80)
    tone = forms.ChoiceField(label="Tone", choices=[("a", "Plain"), ("b", "Warm")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", required=False)


def written(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_icon_is_hidden_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in written('{% icon "check" %}')
    assert 'role="img" aria-label="Done"' in written('{% icon "check" label="Done" %}')


def test_unknown_icon_stops_at_once() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon"):
        written('{% icon "chekc" %}')


def test_unknown_keyword_stops_at_once() -> None:
    with pytest.raises(TemplateSyntaxError, match="tune"):
        Template('{% badge "Held" tune="hold" %}')


def test_arrows_flip_from_right_to_left() -> None:
    assert "i-flip" in written('{% icon "right" %}')
    assert "i-flip" not in written('{% icon "clock" %}')


def test_sprite_has_the_names_the_house_speaks_of() -> None:
    assert {"check", "clock", "eye", "flag", "helped", "mentor", "people", "seal", "shield", "talk"} <= icons.names()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Tomas Lindqvist", "TL"), ("Dr Ilse Brandt", "IB"), ("Noor", "N"), ("  ", "?"), ("Ana de la Cruz", "AC")],
)
def test_initials(name: str, expected: str) -> None:
    assert people.initials(name) == expected


def test_avatar_of_an_account_is_always_the_same() -> None:
    ada = Someone(pk=7, name="Ada Berg")
    assert written("{% avatar who %}", who=ada) == written("{% avatar who %}", who=ada)
    assert 'data-role="mentor"' in written('{% avatar who role="mentor" %}', who=ada)


def test_names_are_escaped() -> None:
    assert "&lt;b&gt;" in written("{% person who %}", who=Someone(pk=1, name="<b>"))


def test_count_says_nothing_at_nought() -> None:
    assert written("{% count 0 %}") == ""
    assert "3<span" in written('{% count 3 unread="unread" %}')


def test_field_ties_its_hint_and_its_error_to_the_control() -> None:
    html = written("{% field form.text %}", form=HelloForm({"text": ""}))
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_text_error"' in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = written("{% field form.tone %}", form=HelloForm())
    assert "<legend>Tone</legend>" in html
    assert html.count('type="radio"') == 2


def test_optional_fields_say_so() -> None:
    class Form(forms.Form):
        more = forms.CharField(label="More", required=False)

    assert "(optional)" in written("{% field form.more %}", form=Form())


def test_summary_of_errors_links_to_the_controls() -> None:
    html = written("{% form_errors form %}", form=HelloForm({"text": "", "tone": "a"}))
    assert 'href="#id_text"' in html
    assert "One thing needs to be put right." in html
    assert written("{% form_errors form %}", form=HelloForm()) == ""


def test_pager_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/?sort=new&page=2")
    page = Paginator(range(50), 10).get_page(2)
    html = Template("{% pager numbers %}").render(RequestContext(request, {"numbers": page}))
    assert 'href="?sort=new&amp;page=3"' in html
    assert 'aria-current="page" aria-label="Page 2 of 5"' in html


def test_pager_is_silent_on_a_single_page() -> None:
    request = RequestFactory().get("/")
    page = Paginator(range(5), 10).get_page(1)
    assert Template("{% pager numbers %}").render(RequestContext(request, {"numbers": page})) == ""


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=20), "2 November"),
        (timedelta(days=400), "18 October 2025"),
        (-timedelta(minutes=30), "in 30 min"),
        (-timedelta(hours=5), "in 5 h"),
        (-timedelta(days=1), "tomorrow"),
        (-timedelta(days=4), "in 4 days"),
    ],
)
def test_relative_times(before: timedelta, expected: str) -> None:
    assert moments.relative(NOON - before, now=NOON) == expected


def test_clock_times() -> None:
    assert moments.clock(NOON - timedelta(hours=3), now=NOON) == "09:00"
    assert moments.clock(NOON - timedelta(days=1), now=NOON) == "Yesterday, 12:00"
    assert moments.clock(NOON - timedelta(days=5), now=NOON) == "17 November, 12:00"


def test_when_carries_the_exact_time_for_machines() -> None:
    html = written("{% when moment %}", moment=timezone.now() - timedelta(hours=2))
    assert 'datetime="' in html
    assert "data-relative>2 h ago</time>" in html


def test_undo_travels_with_the_toast() -> None:
    from core.toasts import UNDO, undo_of  # noqa: PLC0415

    assert undo_of(f"{UNDO}/t/3/undo/ success") == "/t/3/undo/"
    assert undo_of("success") == ""
