from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from mentoring import policies
from mentoring.models import Programme


def first_agreement() -> str:
    """What a new programme starts from; whoever runs it makes it their own."""
    return _(
        "1. We meet for about half an hour, every two or three weeks, by video or in person at a place of work or study.\n"
        "2. We talk about learning and working life. We do not talk about people who could be recognised, and the mentor "
        "gives no advice on anybody's own health or treatment.\n"
        "3. What is said stays between us, unless somebody is in danger. Then we tell each other first, if that is safe.\n"
        "4. We write here and not on private accounts. Nobody is expected to answer outside the hours that we agree on.\n"
        "5. The mentor has no part in marks.\n"
        "6. Either of us may stop, at any time and without a reason. We say goodbye properly."
    )


@transaction.atomic
def open_programme(*, actor: User, scope: Scope, title: str, slug: str, **fields: Any) -> Programme:
    """A new round for the people of a scope."""
    policies.can_run(rights_of(actor), scope).require()
    fields.setdefault("agreement", first_agreement())
    return Programme.objects.create(scope=scope, title=title, slug=slug, **fields)


@transaction.atomic
def set_up(*, actor: User, programme: Programme, **fields: Any) -> Programme:
    """Change a round. Pairs keep the agreement they signed; a new text gets a new number."""
    policies.can_run(rights_of(actor), programme.scope).require()
    if fields.get("agreement", programme.agreement) != programme.agreement:
        fields["agreement_version"] = F("agreement_version") + 1
    Programme.objects.filter(pk=programme.pk).update(**fields)
    programme.refresh_from_db()
    return programme
