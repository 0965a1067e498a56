from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Scope, User
from accounts.rights import rights_of
from community.people import policies
from community.people.choices import HelloState
from community.people.events import ConnectionEnded
from community.people.models import Connection, Hello, Introduction
from core.outbox import emit


@transaction.atomic
def end_connection(*, actor: User, connection: Connection) -> None:
    """Either of the two, without a reason, and nobody is told."""
    policies.can_see_connection(rights_of(actor), connection).require()
    if Connection.objects.filter(pk=connection.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        emit(ConnectionEnded(connection_id=connection.pk))


@transaction.atomic
def part_from_graded(*, grader: User, scope: Scope) -> int:
    """Somebody grades here now: whatever tied them to the students of this place ends, silently; how many ties."""
    now = timezone.now()
    here = Q(scope__path__startswith=scope.path)
    Introduction.objects.filter(here, person=grader).update(withdrawn_at=now, text="", reach="")
    waiting = Hello.objects.waiting().filter(here & (Q(sender=grader) | Q(receiver=grader)))
    ended = waiting.update(state=HelloState.DECLINED, answered_at=now)
    ties = Connection.objects.filter(here & (Q(low=grader) | Q(high=grader)), ended_at__isnull=True)
    return ended + ties.update(ended_at=now)
