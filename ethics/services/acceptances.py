from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from core.outbox import emit
from core.policy import no
from ethics.choices import NeedKind
from ethics.events import RulesAccepted
from ethics.models import Acceptance, Fulfilment, Need, PolicyVersion


@transaction.atomic
def accept(*, actor: User, scope: Scope, shown: Mapping[int, str] | None = None) -> list[Acceptance]:
    """Agree to the rules in force here: one row for each version, with the hash of the text that was shown.

    `shown` is what the screen held, version by version; text that has changed in the meantime is not agreed to.
    Without it the text in force now is taken as read. Agreeing twice changes nothing.
    """
    fresh = _not_yet(actor, list(PolicyVersion.objects.along(scope).in_force()))
    if shown is not None:
        if any(asked and shown.get(version.pk) != version.text_hash for version, asked in fresh.items()):
            no(_("The rules changed while you were reading. Please look at them once more.")).require()
        fresh = {version: asked for version, asked in fresh.items() if version.pk in shown}
    rows = Acceptance.objects.bulk_create(
        [Acceptance(user=actor, version=version, text_hash=version.text_hash) for version in fresh],
        ignore_conflicts=True,
    )
    for version in fresh:
        emit(RulesAccepted(user_id=actor.pk, version_id=version.pk))
    return rows


def _not_yet(actor: User, versions: list[PolicyVersion]) -> dict[PolicyVersion, bool]:
    """The versions without this person's own row; True where no earlier agreement counts for it either."""
    mine: dict[int, set[int]] = {}
    rows = Acceptance.objects.filter(user=actor, version__policy__in=[version.policy_id for version in versions])
    for policy, number in rows.values_list("version__policy", "version__number"):
        mine.setdefault(policy, set()).add(number)
    return {
        version: max(mine.get(version.policy_id, {0})) < version.agree_from
        for version in versions
        if version.number not in mine.get(version.policy_id, ())
    }


@transaction.atomic
def meet(*, actor: User, need: Need, ticked: int) -> Fulfilment:
    """Tick a checklist: only the whole of it counts."""
    if need.kind != NeedKind.CHECKLIST or ticked < len(need.lines):
        no(_("Please tick every line, or leave it for later.")).require()
    row, _made = Fulfilment.objects.update_or_create(user=actor, need=need, defaults={"share": 100})
    return row


@transaction.atomic
def agree(*, actor: User, scope: Scope, shown: Mapping[int, str], ticked: Mapping[int, int]) -> None:
    """What the one button of the rules screen does: agree to what was shown, and hand in the checklists on it."""
    for need in Need.objects.filter(pk__in=ticked):
        meet(actor=actor, need=need, ticked=ticked[need.pk])
    accept(actor=actor, scope=scope, shown=shown)
