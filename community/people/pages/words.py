"""Why two people are suggested to each other, in words: always something that both said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from community.people.choices import LANGUAGES, TIMES, Fact

Text = str | Promise


def all_of(words: Iterable[Text]) -> str:
    return get_text_list([str(word) for word in words], _("and"))


def label_words(fact: str, labels: Sequence[str]) -> list[str]:
    """The words behind the keys; what no list knows is shown as it was said."""
    known: Mapping[str, Mapping[str, Text]] = {Fact.LANGUAGE: LANGUAGES, Fact.STUDY_TIME: TIMES}
    return [str(known.get(fact, {}).get(label, label)) for label in labels]


def reason_words(reason: Mapping[str, Any]) -> str:
    """One sentence that both can sign."""
    what = {"what": all_of(label_words(reason["fact"], reason["labels"]))}
    sentences = {
        Fact.GOAL: _("You both would like company for %(what)s."),
        Fact.SITE: _("You are both at %(what)s."),
        Fact.STUDY_TIME: _("You both named this time for studying: %(what)s."),
        Fact.LANGUAGE: _("You both speak %(what)s."),
    }
    return sentences[Fact(reason["fact"])] % what


def reasons_words(reasons: Iterable[Mapping[str, Any]]) -> str:
    return " ".join(reason_words(reason) for reason in reasons)
