"""What a nudge would have touched: counts over past texts, and nothing else leaves this module."""

from datetime import timedelta
from itertools import chain, islice

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from ethics import policies
from ethics.extensions import corpora
from ethics.models import Nudge, PolicyVersion
from ethics.services.nudges import first_match

TERM = timedelta(days=180)
MOST = 20_000


def dry_run(*, actor: User, version: PolicyVersion) -> int:
    """Count, for every nudge of a draft, how many texts of the last half year it would have asked about.

    Reading is outside the transaction; the write is one short one. The number of texts that were read is returned.
    """
    policies.can_edit(rights_of(actor), version.policy).require()
    counts, read = dict.fromkeys(Nudge.objects.filter(clause__version=version), 0), 0
    since = timezone.now() - TERM
    texts = chain.from_iterable(corpus.iterate(version.policy.scope, since) for corpus in corpora)
    for text in islice(texts, MOST):
        read += 1
        for nudge in counts:
            counts[nudge] += bool(first_match(nudge.pattern, text))
    _keep(counts, read)
    return read


@transaction.atomic
def _keep(counts: dict[Nudge, int], read: int) -> None:
    now = timezone.now()
    for nudge, touched in counts.items():
        nudge.touched, nudge.texts, nudge.counted_at = touched, read, now
    Nudge.objects.bulk_update(counts, ["touched", "texts", "counted_at"])
