from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from community.people import policies
from community.people.choices import HELLO_KEEPS, HelloState
from community.people.events import HelloAccepted, HelloSaid
from community.people.models import Connection, Hello, Introduction
from core.outbox import emit
from core.policy import no
from courses.models import Placement


@transaction.atomic
def say_hello(
    *, actor: User, scope: Scope, person: User, line: str, text: str = "", placement: Placement | None = None
) -> Hello:
    """One prewritten line and one of one's own; counted under the sender's own row, so two tabs cannot send a sixth."""
    policies.can_introduce(rights_of(actor), scope).require()
    list(Introduction.objects.select_for_update(no_key=True).filter(scope=scope, person=actor).values_list("pk"))
    policies.can_say_hello(rights_of(actor), scope, person).require()
    hello = Hello.objects.create(
        scope=scope,
        sender=actor,
        receiver=person,
        placement=placement,
        line=line,
        text=text,
        due_at=timezone.now() + HELLO_KEEPS,
    )
    emit(HelloSaid(hello_id=hello.pk))
    return hello


@transaction.atomic
def accept_hello(*, actor: User, hello: Hello) -> Connection:
    """Yes: the two are connected in this course."""
    policies.can_connect(rights_of(actor), hello).require()
    _settle(hello, HelloState.ACCEPTED)
    low, high = sorted((hello.sender_id, hello.receiver_id))
    connection, _made = Connection.objects.get_or_create(
        scope_id=hello.scope_id, low_id=low, high_id=high, ended_at=None, defaults={"hello": hello}
    )
    emit(HelloAccepted(hello_id=hello.pk, connection_id=connection.pk))
    return connection


@transaction.atomic
def decline_hello(*, actor: User, hello: Hello) -> None:
    """No: gone for who was greeted; its sender sees what they would see if nobody had answered, and hears nothing."""
    policies.can_answer_hello(rights_of(actor), hello).require()
    _settle(hello, HelloState.DECLINED)


def _settle(hello: Hello, state: HelloState) -> None:
    changed = Hello.objects.waiting().filter(pk=hello.pk).update(state=state, answered_at=timezone.now())
    if not changed:
        no(_("This hello has been answered in the meantime.")).require()


def hide_hello(hello: Hello) -> None:
    """A moderator decided: it is gone for who was greeted. Called by the content's declaration only."""
    Hello.objects.filter(pk=hello.pk, hidden_at__isnull=True).update(hidden_at=timezone.now())


def restore_hello(hello: Hello) -> None:
    Hello.objects.filter(pk=hello.pk).update(hidden_at=None)
