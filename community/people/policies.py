"""Who may be introduced, greet, answer and see. Reading has its twins in querysets.py; a test proves that they agree."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.rights import Rights, rights_of
from community.people.choices import HELLO_GATE, HELLOS_A_DAY, HelloState
from community.people.models import Connection, Hello, Introduction, Suggestion
from community.people.querysets import blocks_between, graders_over
from core.hours import start_of_day, zone_of
from core.policy import Verdict, hidden, no, yes
from ethics.policies import may_act


def can_introduce(rights: Rights, scope: Scope) -> Verdict:
    """The students of the course; staff see that it is there, and nothing of it."""
    if not rights.is_member(scope):
        return hidden()
    if Role.LEARNER not in rights.memberships[scope.pk]:
        return no(_("Introductions are between the students of this course."))
    return yes()


def can_see_suggestion(rights: Rights, suggestion: Suggestion) -> Verdict:
    mine = suggestion.to_id == rights.user_id and suggestion.set_aside_at is None
    return yes() if mine else hidden()


def can_say_hello(rights: Rights, scope: Scope, person: User) -> Verdict:
    """To a student here who wants to be met, once, five a day; never where one of the two grades the other."""
    introduced = can_introduce(rights, scope)
    if not introduced:
        return introduced
    mine = Introduction.objects.filter(scope=scope, person=rights.user_id).first()
    if mine is None or not mine.is_open:
        return no(_("Say first what you would like company for: people answer somebody they know something about."))
    if not Introduction.objects.meetable(rights, scope.pk).filter(person=person).exists() or grades(rights, person):
        return hidden()
    for verdict in (_nothing_yet(rights, scope, person), _enough_today(rights, scope), _not_paused(rights, scope)):
        if not verdict:
            return verdict
    return may_act(rights, HELLO_GATE, scope)


def grades(rights: Rights, person: User) -> bool:
    """Does the reader grade this person, anywhere?"""
    return graders_over(rights_of(person)).filter(user=rights.user_id).exists()


def _nothing_yet(rights: Rights, scope: Scope, person: User) -> Verdict:
    me, name = rights.user_id, {"name": person.name}
    assert me is not None
    if Connection.objects.live().between(me, person.pk).filter(scope=scope).exists():
        return no(_("You and %(name)s are connected already.") % name)
    if Hello.objects.filter(scope=scope, sender=me, receiver=person).exists():
        return no(_("You have said hello to %(name)s. If they answer, you will hear of it.") % name)
    if Hello.objects.waiting_for(me).filter(scope=scope, sender=person).exists():
        return no(
            _("%(name)s has said hello to you and waits for your answer.") % name,
            way_out=reverse("community:hellos"),
            way=_("See the hello"),
        )
    return yes()


def hellos_left(rights: Rights, scope: Scope) -> int:
    """How many more hellos fit into this day."""
    since = start_of_day(timezone.now(), zone_of(scope.time_zone))
    return max(HELLOS_A_DAY - Hello.objects.filter(scope=scope, sender=rights.user_id, sent_at__gte=since).count(), 0)


def _enough_today(rights: Rights, scope: Scope) -> Verdict:
    if hellos_left(rights, scope):
        return yes()
    return no(_("Five hellos are enough for one day. There is room for the next one tomorrow."))


def can_read_hello(rights: Rights, hello: Hello) -> Verdict:
    """Who said it, and who was greeted."""
    received = rights.user_id == hello.receiver_id and hello.hidden_at is None
    return yes() if received or rights.user_id == hello.sender_id else hidden()


def can_answer_hello(rights: Rights, hello: Hello) -> Verdict:
    """Who was greeted, while it waits."""
    if rights.user_id != hello.receiver_id or hello.hidden_at is not None:
        return hidden()
    if blocks_between(hello.sender_id, hello.receiver_id).exists():
        return hidden()
    if hello.state == HelloState.ACCEPTED:
        return no(_("You are connected already."))
    return yes() if hello.is_waiting else no(_("This hello is past its time."))


def can_connect(rights: Rights, hello: Hello) -> Verdict:
    """Accepting; not when one of the two has come to grade the other since."""
    answering = can_answer_hello(rights, hello)
    if not answering:
        return answering
    if grades(rights, hello.sender) or graders_over(rights).filter(user=hello.sender_id).exists():
        return no(_("One of you grades the other now, so you cannot be connected here."))
    return _not_paused(rights, hello.scope)


def can_see_connection(rights: Rights, connection: Connection) -> Verdict:
    """The two, and nobody else whatever their role."""
    return yes() if rights.user_id in connection.people else hidden()


def _not_paused(rights: Rights, scope: Scope) -> Verdict:
    if not rights.paused_in(scope):
        return yes()
    return no(_("You can read here, but not write for now. The letter in your inbox says why."))
