"""Match cards: a mentor, why they fit and where not, their places, and what stands between the two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from core.policy import Verdict
from mentoring import matching, policies
from mentoring.matching import Fit, Kind, Offered
from mentoring.models import Ask, Offer, Programme, Wish
from mentoring.pages.words import Line, all_of, fit_title, lines, value_words
from mentoring.querysets import teachers_of

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class Card:
    """`ask` is the open ask of this student to this mentor, if there is one."""

    offer: Offer
    fit: Fit
    lines: list[Line]
    teaches_in: str = ""
    ask: Ask | None = None
    aside: bool = False

    @property
    def title(self) -> str:
        return fit_title(self.fit)

    @property
    def boundary(self) -> str:
        if self.teaches_in:
            return _("Teaches you in %(places)s, and does not grade you.") % {"places": self.teaches_in}
        return _("Does not teach or grade you.")

    @property
    def places(self) -> list[bool]:
        """One dot for each place; those taken are filled."""
        return [place < self.offer.taken for place in range(self.offer.places)]

    @property
    def free_words(self) -> str:
        words = ngettext("%(free)d of %(n)d free", "%(free)d of %(n)d free", self.offer.places)
        return words % {"free": self.offer.free, "n": self.offer.places}

    @property
    def modes(self) -> str:
        return all_of(value_words(Kind.MODE, self.offer.modes))

    @property
    def languages(self) -> str:
        return all_of(value_words(Kind.LANGUAGE, self.offer.languages))

    @property
    def times(self) -> str:
        return all_of(value_words(Kind.TIME, self.offer.times))

    @property
    def answers_in(self) -> str:
        days = self.offer.answers_in or self.offer.programme.answer_days
        return ngettext("about %(n)d day", "about %(n)d days", days) % {"n": days}


def wishes_of(student_id: int | None, programme: Programme) -> list[Wish]:
    return list(Wish.objects.filter(seeker__programme=programme, seeker__student=student_id))


def offered(offer: Offer, *, teaches: bool = False) -> Offered:
    """An offer as the matching reads it."""
    return Offered(
        key=offer.pk,
        free=offer.free,
        teaches=teaches,
        topics=frozenset(offer.topics),
        languages=frozenset(offer.languages),
        times=frozenset(offer.times),
        modes=frozenset(offer.modes),
    )


def wished(kept: Iterable[Wish]) -> list[matching.Wish]:
    return [matching.Wish(Kind(wish.kind), tuple(wish.values)) for wish in kept if wish.kind in set(Kind)]


def cards(
    *, rights: Rights, programme: Programme, offers: Sequence[Offer], wishes: Sequence[Wish], asks: Iterable[Ask] = ()
) -> list[Card]:
    """Ranked by fit; one query for who teaches the student, however many cards."""
    by_key = {offer.pk: offer for offer in offers}
    teaching = _teaching(rights, [offer.mentor_id for offer in offers])
    open_asks = {ask.offer_id: ask for ask in asks if ask.is_open}
    pool = [offered(offer, teaches=offer.mentor_id in teaching) for offer in offers]
    ranked = matching.rank(wished(wishes), pool, seed=f"{programme.pk}:{rights.user_id}")
    return [
        _card(by_key[each.offered.key], each.fit, teaching.get(by_key[each.offered.key].mentor_id, []), open_asks)
        for each in ranked
    ]


def _card(offer: Offer, fit: Fit, teaches_in: list[str], asks: dict[int, Ask]) -> Card:
    return Card(
        offer=offer,
        fit=fit,
        lines=fit_lines(fit, offer),
        teaches_in=all_of(teaches_in),
        ask=asks.get(offer.pk),
    )


def fit_lines(fit: Fit, offer: Offer, *, for_mentor: bool = False) -> list[Line]:
    has = {Kind.TOPIC: offer.topics, Kind.LANGUAGE: offer.languages, Kind.TIME: offer.times, Kind.MODE: offer.modes}
    named = {str(kind): list(values) for kind, values in has.items()}
    return lines(fit, mentor=offer.mentor.short_name, has=named, for_mentor=for_mentor)


def _teaching(rights: Rights, mentors: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = teachers_of(rights).filter(user__in=mentors).order_by("scope__depth", "pk")
    for mentor, name in rows.values_list("user_id", "scope__name"):
        found.setdefault(mentor, []).append(name)
    return found


def may_ask(request: "Request", offer: Offer) -> Verdict:
    return policies.can_ask(request.rights, offer)
