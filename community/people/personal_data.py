from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from community.people.choices import HelloState
from community.people.models import Connection, Hello, Introduction, Suggestion


@personal_data.register
class PeopleData(PersonalData):
    key, label = "community.people", _("What you would like company for, hellos, connections")

    def export(self, user: User) -> dict[str, Any]:
        """As the pages show it: whoever declined a hello is not told by an export either."""
        introductions = Introduction.objects.filter(person=user).select_related("scope").prefetch_related("facts")
        sent = Hello.objects.filter(sender=user).select_related("receiver")
        received = Hello.objects.filter(receiver=user).select_related("sender")
        connections = Connection.objects.filter(Q(low=user) | Q(high=user)).select_related("low", "high", "scope")
        return {
            "introductions": [_introduction(row) for row in introductions],
            "hellos_sent": [
                {
                    "to": row.receiver.name,
                    "line": row.line,
                    "text": row.text,
                    "state": row.shown_to_sender,
                    "at": row.sent_at,
                }
                for row in sent
            ],
            "hellos_received": [
                {"from": row.sender.name, "line": row.line, "text": row.text, "state": row.state, "at": row.sent_at}
                for row in received
            ],
            "connections": [
                {"with": row.other(user.pk).name, "course": row.scope.name, "since": row.since, "ended": row.ended_at}
                for row in connections
            ],
        }

    def erase(self, user: User) -> None:
        now = timezone.now()
        Suggestion.objects.filter(Q(to=user) | Q(about__person=user)).delete()
        Introduction.objects.filter(person=user).delete()
        Hello.objects.filter(sender=user).update(text="", line="", hidden_at=now)
        waiting = Hello.objects.filter(Q(sender=user) | Q(receiver=user), state=HelloState.SENT)
        waiting.update(state=HelloState.DECLINED, answered_at=now)
        Connection.objects.filter(Q(low=user) | Q(high=user), ended_at__isnull=True).update(ended_at=now)


def _introduction(row: Introduction) -> dict[str, Any]:
    facts = [{"fact": fact.fact, "said": fact.label} for fact in row.facts.all()]
    skipped = row.skipped_at is not None and not row.is_open
    return {"course": row.scope.name, "text": row.text, "reach": row.reach, "facts": facts, "skipped": skipped}
