from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.menus import Menu
from core.policy import Verdict
from mentoring import policies
from mentoring.forms import MissingForm, WishesForm
from mentoring.models import Ask, Offer, Programme, SetAside, Wish
from mentoring.pages.cards import Card, cards, wishes_of
from mentoring.pages.menus import menu_of
from mentoring.pages.words import wish_words

if TYPE_CHECKING:
    from accounts.http import Request

SHORTLIST = 10
OPEN_CARDS = 3
BROWSED = 100


@dataclass(frozen=True)
class FindPage:
    """Who fits, and where they do not: a shortlist with reasons, or everybody."""

    menu: Menu
    programme: Programme
    wishes: list[Wish]
    cards: list[Card]
    suggested: int
    aside: list[SetAside]
    asks: list[Ask]
    asks_left: int
    takes_asks: Verdict
    everyone: bool = False
    missing: MissingForm = field(default_factory=MissingForm)
    template = "mentoring/find.html"

    @classmethod
    def build(
        cls, *, request: "Request", programme: Programme, everyone: bool = False, missing: MissingForm | None = None
    ) -> "FindPage":
        rights = request.rights
        seen = Offer.objects.visible_to(rights).apart_from(rights.user_id).filter(programme=programme)
        pool = list(_suggestable(request, programme))
        asks = list(programme.asks.filter(student=rights.user_id).select_related("mentor", "pair").order_by("-sent_at"))
        shown = (
            list(seen.exclude(mentor=rights.user_id).select_related("mentor", "programme")[:BROWSED])
            if everyone
            else pool
        )
        wishes = wishes_of(rights.user_id, programme)
        found = cards(rights=rights, programme=programme, offers=shown, wishes=wishes, asks=asks)
        waiting = [ask for ask in asks if ask.is_open]
        return cls(
            menu=menu_of(request, programme, "find"),
            programme=programme,
            wishes=wishes,
            cards=found if everyone else found[:SHORTLIST],
            suggested=min(len(pool), SHORTLIST),
            aside=list(_set_aside(request, programme)),
            asks=waiting,
            asks_left=max(programme.open_asks - len(waiting), 0),
            takes_asks=policies.takes_asks(programme),
            everyone=everyone,
            missing=missing or MissingForm(),
        )

    @property
    def first(self) -> list[Card]:
        return self.cards if self.everyone else self.cards[:OPEN_CARDS]

    @property
    def more(self) -> list[Card]:
        return [] if self.everyone else self.cards[OPEN_CARDS:]

    @property
    def more_title(self) -> str:
        met = max((card.fit.met for card in self.more), default=0)
        n = len(self.more)
        words = ngettext("%(n)d more, up to %(met)d wishes met", "%(n)d more, up to %(met)d wishes met", n)
        return words % {"n": n, "met": met}

    @property
    def lede(self) -> str:
        if not self.cards:
            return _("Nobody who fits has room this round. You can change what you look for, or tell the programme.")
        words = ngettext(
            "One person has room for you this round. The card says why we suggest them, and where they do not fit.",
            "%(n)d people have room for you this round. Each card says why we suggest them, and where they do not fit.",
            self.suggested,
        )
        return words % {"n": self.suggested}

    @property
    def chips(self) -> list[str]:
        return [wish_words(wish.kind, wish.values) for wish in self.wishes]

    @property
    def may_ask(self) -> bool:
        return bool(self.takes_asks) and self.asks_left > 0


def _suggestable(request: "Request", programme: Programme) -> "QuerySet[Offer]":
    suggested = Offer.objects.suggested_to(request.rights).apart_from(request.rights.user_id)
    return suggested.filter(programme=programme).select_related("mentor", "programme")[:BROWSED]


def _set_aside(request: "Request", programme: Programme) -> "QuerySet[SetAside]":
    mine = SetAside.objects.filter(student=request.user.pk, offer__programme=programme)
    return mine.select_related("offer__mentor").order_by("-at")


@dataclass(frozen=True)
class WishesPage:
    """What I am looking for: asked once, changed whenever one likes."""

    menu: Menu
    programme: Programme
    form: WishesForm
    topics: list[str]
    template = "mentoring/wishes.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme, form: WishesForm | None = None) -> "WishesPage":
        seen = Offer.objects.visible_to(request.rights).filter(programme=programme)
        topics = {topic for topics in seen.values_list("topics", flat=True) for topic in topics}
        return cls(
            menu=menu_of(request, programme, "wishes"),
            programme=programme,
            form=form or WishesForm(wishes=wishes_of(request.user.pk, programme)),
            topics=sorted(topics, key=str.casefold),
        )
