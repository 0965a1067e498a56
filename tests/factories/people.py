"""Introductions, hellos and connections without surprises: made by the services themselves."""

from typing import TYPE_CHECKING, Any

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.services import grant
from community.people import services
from community.people.models import Connection, Hello, Introduction
from tests.factories.accounts import UserFactory
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

GOAL = "reading the units together"
LINE = "Hello. Would you like to go through a unit together some time?"


def introduced(person: User, scope: Scope, *, text: str = "", reach: str = "", **facts: list[str]) -> Introduction:
    """This person answered; without facts, that they would like company for reading the units."""
    return services.introduce(actor=person, scope=scope, text=text, reach=reach, facts=facts or {"goal": [GOAL]})


def classmate(cast: "Cast", name: str, **facts: list[str]) -> User:
    """One more student of the cast's course, who answered."""
    person = UserFactory(name=name)
    grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed([person])
    introduced(person, cast.course_scope, **facts)
    return person


def hello_from(sender: User, receiver: User, scope: Scope, **fields: Any) -> Hello:
    fields.setdefault("line", LINE)
    return services.say_hello(actor=sender, scope=scope, person=receiver, **fields)


def connected(one: User, other: User, scope: Scope) -> Connection:
    """The one said hello, the other said yes."""
    return services.accept_hello(actor=other, hello=hello_from(one, other, scope))
