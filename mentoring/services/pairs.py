from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import audience_of_members
from community.discussion.models import Persona
from community.discussion.services import open_conversation, open_space
from core.outbox import emit
from core.policy import no
from mentoring import policies
from mentoring.choices import SPACE_KIND, AskState, PairState
from mentoring.events import AgreementSigned, AskAccepted, PairEnded
from mentoring.models import Ask, Offer, Pair, Signature
from mentoring.services.asks import settle
from mentoring.services.meetings import propose_first_times


@transaction.atomic
def accept_ask(*, actor: User, ask: Ask, text_hash: str, answer: str = "") -> Pair:
    """Accept, and sign the agreement that was shown. Of two who want the last place at once, exactly one gets it."""
    policies.can_answer(rights_of(actor), ask).require()
    ask = (
        Ask.objects.select_for_update(no_key=True).select_related("programme__scope", "offer", "student").get(pk=ask.pk)
    )
    policies.can_accept(rights_of(actor), ask).require()
    _same_text(ask.programme.agreement_hash, text_hash)
    _take_place(ask.offer_id)
    settle(ask, AskState.ACCEPTED, answer=answer)
    pair = _begin(ask)
    _put_signature(pair, actor)
    propose_first_times(pair)
    emit(AskAccepted(ask_id=ask.pk, pair_id=pair.pk))
    return pair


def _take_place(offer_id: int) -> None:
    """One row, one condition: the database decides who was first, and a constraint stands behind it."""
    if not Offer.objects.with_room().filter(pk=offer_id).update(taken=F("taken") + 1):
        no(_("All your places are taken. Add a place to your offer, or suggest a colleague.")).require()


def _begin(ask: Ask) -> Pair:
    audience = audience_of_members(scope=ask.programme.scope, people=[ask.mentor, ask.student])
    title = _t("%(mentor)s and %(student)s") % {"mentor": ask.mentor.name, "student": ask.student.name}
    space = open_space(kind=SPACE_KIND, scope=ask.programme.scope, audience=audience, title=title)
    pair = Pair.objects.create(
        programme=ask.programme,
        offer=ask.offer,
        ask=ask,
        mentor=ask.mentor,
        student=ask.student,
        space=space,
        agreement=ask.programme.agreement,
        rhythm=ask.offer.rhythm,
    )
    thread = open_conversation(actor=ask.mentor, space=space, title=title)
    Persona.objects.bulk_create(
        [
            Persona(
                thread=thread, user=ask.mentor, role=Role.MENTOR, title=ask.offer.headline[:80], hue=ask.mentor.hue
            ),
            Persona(thread=thread, user=ask.student, role=Role.LEARNER, hue=ask.student.hue),
        ]
    )
    return pair


@transaction.atomic
def sign(*, actor: User, pair: Pair, text_hash: str) -> None:
    """The second signature lets the pair begin."""
    pair = Pair.objects.select_for_update(no_key=True).select_related("programme__scope", "student").get(pk=pair.pk)
    policies.can_sign(rights_of(actor), pair).require()
    _same_text(pair.agreement_hash, text_hash)
    _put_signature(pair, actor)


def _put_signature(pair: Pair, who: User) -> None:
    Signature.objects.create(pair=pair, who=who, text_hash=pair.agreement_hash)
    complete = pair.signatures.count() == len(pair.people)
    if complete:
        Pair.objects.filter(pk=pair.pk, state=PairState.AGREED).update(state=PairState.MEETING, began_at=timezone.now())
    emit(AgreementSigned(pair_id=pair.pk, signer_id=who.pk, complete=complete))


def _same_text(shown: str, signed: str) -> None:
    if shown != signed:
        no(
            _("The agreement was changed while you were reading it. Please read it again; nothing is signed yet.")
        ).require()


@transaction.atomic
def end_pair(*, actor: User, pair: Pair) -> None:
    """Either of the two, without a reason: the place is free again, and what they wrote stays with them."""
    policies.can_end(rights_of(actor), pair).require()
    now = timezone.now()
    if not Pair.objects.running().filter(pk=pair.pk).update(state=PairState.ENDED, ended_at=now):
        return
    Offer.objects.filter(pk=pair.offer_id, taken__gt=0).update(taken=F("taken") - 1)
    pair.meetings.filter(starts_at__gt=now).update(cancelled_at=now)
    pair.space.closed_at = now
    pair.space.save(update_fields=["closed_at"])
    emit(PairEnded(pair_id=pair.pk, ender_id=actor.pk))
