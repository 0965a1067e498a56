from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from mentoring.choices import OPEN, AskState, PairState
from mentoring.models import Ask, Meeting, Offer, Pair, PanelSeat, Seeker, SetAside, Signature


@personal_data.register
class MentoringData(PersonalData):
    key, label = "mentoring", _("What you looked for and offered, asks, pairs, agreements")

    def export(self, user: User) -> dict[str, Any]:
        return {
            "looking_for": [_seeker(row) for row in Seeker.objects.filter(student=user).prefetch_related("wishes")],
            "offers": [_offer(row) for row in Offer.objects.filter(mentor=user).select_related("programme")],
            "set_aside": list(SetAside.objects.filter(student=user).values_list("offer__mentor__name", flat=True)),
            "asks_sent": [_ask(row, row.mentor) for row in _asks(student=user)],
            "asks_received": [_ask(row, row.student) for row in _asks(mentor=user)],
            "pairs": [_pair(row, user) for row in _pairs(user)],
        }

    def erase(self, user: User) -> None:
        """Their words go; that there was a pair stays, for the other of the two, with nobody's name in it."""
        now = timezone.now()
        Seeker.objects.filter(student=user).delete()
        SetAside.objects.filter(student=user).delete()
        PanelSeat.objects.filter(offer__mentor=user).delete()
        Ask.objects.filter(student=user).update(text="")
        Ask.objects.filter(mentor=user).update(answer="")
        waiting = Ask.objects.filter(Q(student=user) | Q(mentor=user), state__in=OPEN)
        waiting.update(state=AskState.WITHDRAWN, answered_at=now)
        running = Pair.objects.running().filter(Q(student=user) | Q(mentor=user))
        for offer in running.values_list("offer", flat=True):
            Offer.objects.filter(pk=offer, taken__gt=0).update(taken=F("taken") - 1)
        running.update(state=PairState.ENDED, ended_at=now)
        Offer.objects.filter(mentor=user).update(
            words="", headline="", not_for="", topics=[], languages=[], times=[], modes=[], paused_at=now
        )


def _asks(**who: User) -> Any:
    return Ask.objects.filter(**who).select_related("mentor", "student", "programme").order_by("pk")


def _pairs(user: User) -> Any:
    mine = Pair.objects.filter(Q(student=user) | Q(mentor=user))
    return mine.select_related("mentor", "student", "programme").order_by("pk")


def _seeker(row: Seeker) -> dict[str, Any]:
    wishes = [{"kind": wish.kind, "values": wish.values} for wish in row.wishes.all()]
    return {"programme": row.programme.title, "wishes": wishes, "missing": row.missing}


def _offer(row: Offer) -> dict[str, Any]:
    said = ("headline", "words", "topics", "not_for", "rhythm", "modes", "languages", "times", "places")
    return {"programme": row.programme.title, **{name: getattr(row, name) for name in said}}


def _ask(row: Ask, other: User) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "with": other.name,
        "text": row.text,
        "answer": row.answer,
        "state": row.standing,
        "sent": row.sent_at.isoformat(),
    }


def _pair(row: Pair, user: User) -> dict[str, Any]:
    signed = Signature.objects.filter(pair=row, who=user).values_list("at", flat=True).first()
    notes = Meeting.objects.picked().filter(pair=row).values_list("starts_at", "note")
    return {
        "ref": row.ref,
        "with": row.other(user.pk).name,
        "state": row.state,
        "agreement": row.agreement,
        "you_signed": signed.isoformat() if signed else None,
        "meetings": [{"at": at.isoformat(), "note": note} for at, note in notes],
    }
