from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Scope
from core.menus import Menu
from core.policy import Verdict
from core.text import shown
from courses.models import Course
from mentoring import policies
from mentoring.choices import AGREEMENT_LIMIT, OPEN, RUNNING, SMALL_CELL, AskState, PairState
from mentoring.forms import OfferForm, ProgrammeForm
from mentoring.models import Ask, Offer, Pair, Programme, Seeker
from mentoring.pages.menus import menu_of

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class ProgrammesPage:
    """The rounds that this person belongs to."""

    programmes: list[Programme]
    template = "mentoring/programmes.html"

    @classmethod
    def build(cls, *, request: "Request") -> "ProgrammesPage":
        seen = Programme.objects.visible_to(request.rights).select_related("scope")
        return cls(programmes=list(seen.order_by(F("ends_on").desc(nulls_first=True), "title")[:100]))


@dataclass(frozen=True)
class ProgrammePage:
    """What a round is for, and the next useful act in it."""

    menu: Menu
    programme: Programme
    about: str
    seeks: bool
    mentors: bool
    offer: Offer | None
    waiting: list[Ask]
    asks: list[Ask]
    pairs: list[Pair]
    free: int
    person_id: int | None
    template = "mentoring/programme.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme) -> "ProgrammePage":
        rights = request.rights
        assert rights.user_id is not None
        asks = Ask.objects.open().filter(programme=programme, student=rights.user_id)
        pairs = Pair.objects.visible_to(rights).running().filter(programme=programme)
        offers = list(
            Offer.objects.visible_to(rights).filter(programme=programme).values_list("mentor", "places", "taken")
        )
        return cls(
            menu=menu_of(request, programme, "programme"),
            programme=programme,
            about=shown(programme.about),
            seeks=rights.below(programme.scope, Role.LEARNER),
            mentors=rights.below(programme.scope, Role.MENTOR),
            offer=Offer.objects.filter(programme=programme, mentor=rights.user_id).first(),
            waiting=list(
                Ask.objects.waiting_for(rights.user_id)
                .filter(programme=programme)
                .select_related("student", "programme")
            ),
            asks=list(asks.select_related("mentor", "programme").order_by("due_at")),
            pairs=list(pairs.select_related("mentor", "student")),
            free=sum(places > taken for mentor, places, taken in offers if mentor != rights.user_id),
            person_id=rights.user_id,
        )

    @property
    def people(self) -> list[tuple[Pair, object, str]]:
        return [
            (pair, pair.other(self.person_id), "student" if pair.mentor_id == self.person_id else "mentor")
            for pair in self.pairs
        ]


@dataclass(frozen=True)
class NoProgrammePage:
    """A course whose people have no round yet."""

    course: Course
    may_open: Verdict
    template = "mentoring/no_programme.html"


@dataclass(frozen=True)
class AgreementPage:
    menu: Menu
    programme: Programme
    html: str
    template = "mentoring/agreement.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme) -> "AgreementPage":
        html = shown(programme.agreement, limit=AGREEMENT_LIMIT)
        return cls(menu=menu_of(request, programme, "agreement"), programme=programme, html=html)


@dataclass(frozen=True)
class OfferPage:
    """What I offer, what I do not, and how many places."""

    menu: Menu
    programme: Programme
    offer: Offer | None
    form: OfferForm
    may_offer: Verdict
    template = "mentoring/offer.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme, form: OfferForm | None = None) -> "OfferPage":
        offer = Offer.objects.filter(programme=programme, mentor=request.user.pk).first()
        return cls(
            menu=menu_of(request, programme, "offer"),
            programme=programme,
            offer=offer,
            form=form or OfferForm(offer=offer),
            may_offer=policies.can_offer(request.rights, programme),
        )


@dataclass(frozen=True)
class SetUpPage:
    """Opening a round, or changing it."""

    scope: Scope
    form: ProgrammeForm
    programme: Programme | None = None
    menu: Menu | None = None
    template = "mentoring/set_up.html"


@dataclass(frozen=True)
class Number:
    """`value` is None when it is too small to be told."""

    label: str
    value: int | None
    sentence: str


@dataclass(frozen=True)
class NumbersPage:
    """A round in numbers: no names, nothing under five, and the notes about what is missing."""

    menu: Menu
    programme: Programme
    numbers: list[Number]
    notes: list[str]
    template = "mentoring/numbers.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme) -> "NumbersPage":
        notes = Seeker.objects.filter(programme=programme).exclude(missing="").order_by("-missing_at")
        return cls(
            menu=menu_of(request, programme, "numbers"),
            programme=programme,
            numbers=_numbers(programme),
            notes=list(notes.values_list("missing", flat=True)[:50]),
        )


def _numbers(programme: Programme) -> list[Number]:
    asks = Ask.objects.filter(programme=programme).aggregate(
        sent=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        accepted=Count("pk", filter=Q(state=AskState.ACCEPTED)),
        lapsed=Count("pk", filter=Q(state=AskState.LAPSED)),
    )
    pairs = Pair.objects.filter(programme=programme).aggregate(
        running=Count("pk", filter=Q(state__in=RUNNING)), ended=Count("pk", filter=Q(state=PairState.ENDED))
    )
    offers = Offer.objects.filter(programme=programme, paused_at__isnull=True)
    free = sum(places - taken for places, taken in offers.values_list("places", "taken"))
    rows = [
        (_("Mentors on offer"), offers.count(), _("They have said how many places they have.")),
        (_("Free places"), free, _("Over all mentors on offer.")),
        (_("Asks sent"), asks["sent"], _("Since the round began.")),
        (_("Asks accepted"), asks["accepted"], _("Of the asks that were sent.")),
        (_("Asks that nobody answered"), asks["lapsed"], _("They went back to the students with an apology.")),
        (_("Pairs running"), pairs["running"], _("Agreed or meeting.")),
        (_("Pairs ended"), pairs["ended"], _("By either of the two; nobody asks why.")),
    ]
    return [Number(label, value if _tellable(value) else None, sentence) for label, value, sentence in rows]


def _tellable(value: int) -> bool:
    return value == 0 or value >= SMALL_CELL
