from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from community.people import policies
from community.people.forms import HelloForm
from community.people.models import Hello, Suggestion
from community.people.pages.words import reason_words, reasons_words
from core.policy import Verdict

if TYPE_CHECKING:
    from accounts.http import Request

SHOWN = 50


@dataclass(frozen=True)
class HellosPage:
    """Hellos that wait for me, and those I said."""

    waiting: list[Hello]
    sent: list[Hello]
    template = "community/people/hellos.html"

    @classmethod
    def build(cls, *, request: "Request") -> "HellosPage":
        me, inside = request.rights.user_id, request.rights.inside("scope")
        waiting = Hello.objects.waiting_for(me).filter(inside).select_related("sender", "scope").order_by("-sent_at")
        sent = Hello.objects.filter(inside, sender=me).select_related("receiver", "scope").order_by("-sent_at")
        return cls(waiting=list(waiting[:SHOWN]), sent=list(sent[:SHOWN]))


@dataclass(frozen=True)
class NewHelloPage:
    """Saying hello to one person who was suggested."""

    suggestion: Suggestion
    person: User
    words: str
    form: HelloForm
    may_say: Verdict
    left: int
    template = "community/people/hello_new.html"

    @classmethod
    def build(cls, *, request: "Request", suggestion: Suggestion, form: HelloForm | None = None) -> "NewHelloPage":
        person, scope = suggestion.about.person, suggestion.scope
        return cls(
            suggestion=suggestion,
            person=person,
            words=reasons_words(suggestion.reasons),
            form=form or hello_form(suggestion),
            may_say=policies.can_say_hello(request.rights, scope, person),
            left=policies.hellos_left(request.rights, scope),
        )


def hello_form(suggestion: Suggestion, data: object = None) -> HelloForm:
    """The reason itself is the first of the prewritten lines."""
    lines = [reason_words(reason) for reason in suggestion.reasons[:1]]
    return HelloForm(data, lines=lines)
