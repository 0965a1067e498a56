"""A fit in words: one line for each wish, its misses included, for the student or for the mentor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from community.people.choices import LANGUAGES, TIMES
from mentoring.choices import Mode
from mentoring.matching import Answer, Fit, Kind, Level

Text = str | Promise
MARKS = {Level.MET: ("yes", "check"), Level.PART: ("part", "half"), Level.NOT: ("no", "minus")}


@dataclass(frozen=True, slots=True)
class Line:
    """`said` before the words for who does not see the mark."""

    mark: str
    icon: str
    said: str
    what: str
    why: str


def any_of(words: Iterable[Text]) -> str:
    return get_text_list([str(word) for word in words], _("or"))


def all_of(words: Iterable[Text]) -> str:
    return get_text_list([str(word) for word in words], _("and"))


def value_words(kind: str, values: Iterable[str]) -> list[str]:
    """The words behind the keys; what no list knows is shown as it is."""
    known: dict[str, dict[str, Text]] = {
        Kind.LANGUAGE: dict(LANGUAGES),
        Kind.TIME: dict(TIMES),
        Kind.MODE: dict(Mode.choices),
    }
    return [str(known.get(kind, {}).get(value, value)) for value in values]


def wish_words(kind: str, values: Sequence[str]) -> str:
    return _capital(any_of(value_words(kind, values)))


def fit_title(fit: Fit) -> str:
    """ "Fits 4 of your 5 wishes, 1 in part"."""
    of = ngettext("Fits %(met)d of your %(n)d wish", "Fits %(met)d of your %(n)d wishes", fit.total)
    title = of % {"met": fit.met, "n": fit.total}
    return _("%(title)s, %(part)d in part") % {"title": title, "part": fit.part} if fit.part else title


def lines(fit: Fit, *, mentor: str, has: dict[str, list[str]], for_mentor: bool = False) -> list[Line]:
    """`has`: what the mentor wrote, by kind, for the misses."""
    write = _to_mentor if for_mentor else _to_student
    return [
        write(answer, mentor, value_words(answer.wish.kind, has.get(answer.wish.kind, []))) for answer in fit.answers
    ]


def _line(answer: Answer, what: str, why: str, first: str = "") -> Line:
    mark, icon = MARKS[answer.level]
    said = {
        Level.MET: pgettext("a wish", "Fits:"),
        Level.PART: pgettext("a wish", "Partly fits:"),
        Level.NOT: pgettext("a wish", "Does not fit:"),
    }
    why = f"{why} {first}" if answer.first and first else why
    return Line(mark=mark, icon=icon, said=said[answer.level], what=f"{what}.", why=why)


def _to_student(answer: Answer, mentor: str, has: list[str]) -> Line:
    kind, wished = answer.wish.kind, any_of(value_words(answer.wish.kind, answer.wish.values))
    found, first = all_of(value_words(kind, answer.found)), _("It matters most to you.")
    if answer.level is Level.MET:
        return _line(answer, _capital(found), _met(kind, mentor), first)
    if answer.level is Level.PART:
        return _line(answer, _capital(found), _("You hoped for this: %(wished)s.") % {"wished": wished}, first)
    missed = _missed(kind, mentor, has) if has else _("%(name)s did not say.") % {"name": mentor}
    return _line(answer, _capital(wished), missed, first)


def _met(kind: Kind, mentor: str) -> str:
    return {
        Kind.TOPIC: _("%(name)s offers it.") % {"name": mentor},
        Kind.LANGUAGE: _("You both speak it."),
        Kind.TIME: _("It suits you both."),
        Kind.MODE: _("As you hoped."),
    }[kind]


def _missed(kind: Kind, mentor: str, has: list[str]) -> str:
    if kind is Kind.TOPIC:
        return _("Not among the topics offered.")
    words = {"name": mentor, "has": all_of(has)}
    return {
        Kind.LANGUAGE: _("%(name)s speaks %(has)s."),
        Kind.TIME: _("%(name)s has time at these hours: %(has)s."),
        Kind.MODE: _("%(name)s meets people in this way: %(has)s."),
    }[kind] % words


def _to_mentor(answer: Answer, _mentor: str, _has: list[str]) -> Line:
    wished, first = any_of(value_words(answer.wish.kind, answer.wish.values)), _("It matters most to them.")
    if answer.level is Level.PART:
        found = all_of(value_words(answer.wish.kind, answer.found))
        return _line(answer, _capital(wished), _("You come near: %(found)s.") % {"found": found}, first)
    yours, not_yours = {
        Kind.TOPIC: (_("You offer it."), _("You do not offer it.")),
        Kind.LANGUAGE: (_("You both speak it."), _("You did not name it.")),
        Kind.TIME: (_("It suits you both."), _("You did not name this time.")),
        Kind.MODE: (_("So do you."), _("You meet people in another way.")),
    }[answer.wish.kind]
    return _line(answer, _capital(wished), yours if answer.level is Level.MET else not_yours, first)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
