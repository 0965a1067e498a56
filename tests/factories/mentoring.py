"""Rounds of mentoring without surprises: made by the services themselves, so that every place is counted."""

from typing import TYPE_CHECKING, Any

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from mentoring import services
from mentoring.models import Ask, Offer, Pair, Programme
from tests.factories.accounts import UserFactory
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

TEXT = "I go quiet when somebody senior is in the room. I would like to find the first sentence."
AGREEMENT = "1. We meet every two weeks.\n2. The mentor gives no marks."


def programme_of(cast: "Cast", **fields: Any) -> Programme:
    """The running round of the cast's programme (made once; `fields` change it)."""
    found = Programme.objects.filter(slug="northmoor-mentors").first() or services.open_programme(
        actor=cast.kim, scope=cast.programme, title="Northmoor Mentors", slug="northmoor-mentors", agreement=AGREEMENT
    )
    return services.set_up(actor=cast.kim, programme=found, **fields) if fields else found


def offer_by(mentor: User, programme: Programme, *, places: int = 1, **fields: Any) -> Offer:
    """What a mentor offers; whoever is no mentor yet is made one."""
    fields.setdefault("topics", ["Respiratory medicine"])
    fields.setdefault("languages", ["en"])
    fields.setdefault("times", ["evenings"])
    fields.setdefault("modes", ["video"])
    return services.offer_places(actor=mentor, programme=programme, places=places, **fields)


def mentor_in(cast: "Cast", name: str) -> User:
    """One more mentor of the cast's course."""
    person = UserFactory(name=name)
    grant(user=person, scope=cast.course_scope, role=Role.MENTOR)
    agreed([person])
    return person


def student_in(cast: "Cast", name: str) -> User:
    """One more student of the cast's course."""
    person = UserFactory(name=name)
    grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed([person])
    return person


def ask_by(student: User, offer: Offer, *, text: str = TEXT) -> Ask:
    return services.send_ask(actor=student, offer=offer, text=text)


def accepted(ask: Ask) -> Pair:
    """The mentor said yes and signed."""
    return services.accept_ask(actor=ask.mentor, ask=ask, text_hash=ask.programme.agreement_hash)


def signed(pair: Pair) -> Pair:
    """The student signed too, so the pair meets."""
    services.sign(actor=pair.student, pair=pair, text_hash=pair.agreement_hash)
    pair.refresh_from_db()
    return pair
