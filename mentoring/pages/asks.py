from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import rights_of
from core.menus import Menu
from core.policy import Verdict
from mentoring import matching, policies
from mentoring.choices import AskState
from mentoring.forms import AcceptForm, AskForm, DeclineForm
from mentoring.models import Ask, Offer, Pair, Programme
from mentoring.pages.cards import Card, cards, fit_lines, offered, wished, wishes_of
from mentoring.pages.menus import menu_of
from mentoring.pages.words import Line, fit_title

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class AsksPage:
    """My asks, those that wait for me, my pairs."""

    menu: Menu
    programme: Programme
    waiting: list[Ask]
    sent: list[Ask]
    pairs: list[Pair]
    person_id: int | None
    template = "mentoring/asks.html"

    @classmethod
    def build(cls, *, request: "Request", programme: Programme) -> "AsksPage":
        me = request.rights.user_id
        assert me is not None
        sent = programme.asks.filter(student=me).select_related("mentor", "programme").order_by("-sent_at")
        pairs = Pair.objects.visible_to(request.rights).filter(programme=programme)
        return cls(
            menu=menu_of(request, programme, "asks"),
            programme=programme,
            waiting=list(
                Ask.objects.waiting_for(me).filter(programme=programme).select_related("student", "programme")
            ),
            sent=list(sent.filter(pair__isnull=True)[:50]),
            pairs=list(pairs.select_related("mentor", "student").order_by("ended_at", "-agreed_at")[:50]),
            person_id=me,
        )

    @property
    def people(self) -> list[tuple[Pair, object, str]]:
        """Each pair with the other person and their role."""
        return [
            (pair, pair.other(self.person_id), "student" if pair.mentor_id == self.person_id else "mentor")
            for pair in self.pairs
        ]


@dataclass(frozen=True)
class Step:
    text: str
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class AskPage:
    """One ask: as its student follows it, or as its mentor answers it."""

    menu: Menu
    ask: Ask
    is_mentor: bool
    fit_title: str
    fit_lines: list[Line]
    may_accept: Verdict
    accept: AcceptForm
    decline: DeclineForm
    asks_left: int
    template = "mentoring/ask.html"

    @classmethod
    def build(
        cls, *, request: "Request", ask: Ask, accept: AcceptForm | None = None, decline: DeclineForm | None = None
    ) -> "AskPage":
        is_mentor = request.user.pk == ask.mentor_id
        fit = matching.fit(wished(wishes_of(ask.student_id, ask.programme)), offered(ask.offer))
        waits = is_mentor and ask.is_open
        return cls(
            menu=menu_of(request, ask.programme, "asks"),
            ask=ask,
            is_mentor=is_mentor,
            fit_title=fit_title(fit) if not is_mentor else _of_theirs(fit),
            fit_lines=fit_lines(fit, ask.offer, for_mentor=is_mentor),
            may_accept=policies.can_accept(request.rights, ask),
            accept=accept or AcceptForm(initial={"text_hash": ask.programme.agreement_hash}),
            decline=decline or DeclineForm(colleagues=colleagues(ask) if waits else []),
            asks_left=policies.asks_left(request.rights, ask.programme) if not is_mentor else 0,
        )

    @property
    def standing(self) -> AskState:
        return self.ask.standing

    @property
    def steps(self) -> list[Step]:
        name, state = {"name": self.ask.mentor.short_name}, self.standing
        reading = _("%(name)s is reading it") if state == AskState.READING else _("%(name)s answers")
        return [
            Step(_("Sent"), done=True),
            Step(reading % name, done=state == AskState.ACCEPTED, current=self.ask.is_open),
            Step(_("You both sign the agreement"), current=state == AskState.ACCEPTED),
            Step(_("First meeting")),
        ]

    @property
    def pair(self) -> Pair | None:
        return getattr(self.ask, "pair", None)


def _of_theirs(fit: matching.Fit) -> str:
    words = ngettext("You meet %(met)d of their %(n)d wish", "You meet %(met)d of their %(n)d wishes", fit.total)
    title = words % {"met": fit.met, "n": fit.total}
    return _("%(title)s, %(part)d in part") % {"title": title, "part": fit.part} if fit.part else title


def colleagues(ask: Ask) -> list[Offer]:
    """Whom the mentor may suggest instead: who could be suggested to the student anyway."""
    student = rights_of(ask.student)
    pool = Offer.objects.suggested_to(student).apart_from(ask.student_id).filter(programme=ask.programme_id)
    return list(pool.exclude(mentor=ask.mentor_id).select_related("mentor").order_by("mentor__name")[:30])


@dataclass(frozen=True)
class NewAskPage:
    """Writing an ask to one mentor, with who reads it."""

    menu: Menu
    programme: Programme
    card: Card
    form: AskForm
    may_ask: Verdict
    asks_left: int
    template = "mentoring/ask_new.html"

    @classmethod
    def build(cls, *, request: "Request", offer: Offer, form: AskForm | None = None) -> "NewAskPage":
        wishes = wishes_of(request.user.pk, offer.programme)
        return cls(
            menu=menu_of(request, offer.programme, "find"),
            programme=offer.programme,
            card=cards(rights=request.rights, programme=offer.programme, offers=[offer], wishes=wishes)[0],
            form=form or AskForm(),
            may_ask=policies.can_ask(request.rights, offer),
            asks_left=policies.asks_left(request.rights, offer.programme),
        )
