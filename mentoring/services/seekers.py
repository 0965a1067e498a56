from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from mentoring import matching, policies
from mentoring.models import Offer, Programme, Seeker, SetAside, Wish


@transaction.atomic
def keep_wishes(*, actor: User, programme: Programme, wishes: Sequence[matching.Wish]) -> Seeker:
    """What a student looks for, the most important first; saying it again replaces it."""
    policies.can_seek(rights_of(actor), programme).require()
    seeker = seeker_of(actor, programme)
    seeker.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(seeker=seeker, position=place, kind=wish.kind, values=list(wish.values))
        for place, wish in enumerate(wishes)
    )
    seeker.said_at = timezone.now()
    seeker.save(update_fields=["said_at"])
    return seeker


@transaction.atomic
def tell_programme(*, actor: User, programme: Programme, missing: str) -> None:
    """«None of these right»: a note to the programme about what is missing, without a name on it."""
    policies.can_seek(rights_of(actor), programme).require()
    seeker = seeker_of(actor, programme)
    Seeker.objects.filter(pk=seeker.pk).update(missing=missing, missing_at=timezone.now())


@transaction.atomic
def set_aside(*, actor: User, offer: Offer) -> None:
    """«Not for me»: the mentor never learns of it."""
    policies.can_seek(rights_of(actor), offer.programme).require()
    SetAside.objects.get_or_create(offer=offer, student=actor)


@transaction.atomic
def bring_back(*, actor: User, offer: Offer) -> None:
    policies.can_seek(rights_of(actor), offer.programme).require()
    SetAside.objects.filter(offer=offer, student=actor).delete()


def seeker_of(student: User, programme: Programme) -> Seeker:
    """The one row of this student in this round, locked: whatever is counted for them is counted under it."""
    Seeker.objects.get_or_create(programme=programme, student=student)
    return Seeker.objects.select_for_update(no_key=True).get(programme=programme, student=student)
