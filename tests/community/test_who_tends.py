"""Who may look after which thread: every verb, every person, the course's threads and those of two groups kept apart."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from accounts.choices import Role, ScopeKind
from accounts.models import User
from accounts.services import grant, plant
from community.discussion import services
from community.discussion.models import Tending, Thread
from core.policy import Refused
from tests.factories.accounts import UserFactory
from tests.factories.community import opening_of, placement_in, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

Place = dict[str, Any]


@pytest.fixture
def place(cast: "Cast") -> Place:
    """A thread of the whole course, one in group A and one in group B; Gus assists group A only."""
    gus = UserFactory(name="Gus")
    grant(user=gus, scope=cast.course_scope, role=Role.ASSISTANT)
    groups = [plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope) for name in "AB"]
    grant(user=gus, scope=groups[0], role=Role.ASSISTANT)
    for group in groups:
        for person in (cast.cleo, cast.fay):
            grant(user=person, scope=group, role=Role.LEARNER)
    agreed([gus])
    apart = [space for space in services.open_spaces(placement_in(cast, config={"groups": "apart"})) if space.group]
    other = [space for space in services.open_spaces(placement_in(cast, config={"groups": "apart"})) if space.group]
    spaces = {"course": space_in(cast), "A": apart[0], "B": apart[1]}
    there = {"course": space_in(cast), "A": other[0], "B": other[1]}
    threads = {key: thread_by(cast.cleo, space) for key, space in spaces.items()}
    for thread in threads.values():
        reply_by(cast.fay, thread)
    return {"gus": gus, "spaces": spaces, "there": there, "threads": threads, "cast": cast}


def _split(actor: User, thread: Thread, place: Place) -> object:
    return services.split_thread(actor=actor, thread=thread, posts=[thread.posts.get(seq=2).pk], title="Apart")


def _merge(actor: User, thread: Thread, place: Place) -> object:
    into = thread_by(place["cast"].cleo, thread.space, source="The other one.")
    return services.merge_thread(actor=actor, thread=thread, into=into)


def _move(actor: User, thread: Thread, place: Place) -> object:
    key = next(key for key, each in place["threads"].items() if each.pk == thread.pk)
    return services.move_thread(actor=actor, thread=thread, space=place["there"][key], shown_to=99)


def _undo(actor: User, thread: Thread, place: Place) -> object:
    services.close_thread(actor=place["cast"].ada, thread=thread)
    return services.undo_tending(actor=actor, tending=Tending.objects.get())


VERBS: dict[str, Callable[[User, Thread, Place], object]] = {
    "close": lambda actor, thread, place: services.close_thread(actor=actor, thread=thread),
    "pin": lambda actor, thread, place: services.pin_thread(actor=actor, thread=thread),
    "keep": lambda actor, thread, place: services.keep_thread(actor=actor, thread=thread),
    "answered": lambda actor, thread, place: services.mark_answered(actor=actor, thread=thread),
    "convert": lambda actor, thread, place: services.convert_thread(actor=actor, thread=thread, kind="claim"),
    "move": _move,
    "split": _split,
    "merge": _merge,
    "undo": _undo,
}
MAY = {"ada": {"course", "A", "B"}, "jo": {"course"}, "gus": {"A"}}
PEOPLE = ["ada", "jo", "gus", "cleo", "fay", "ben", "kim", "dan", "hana", "lea", "eve"]


@pytest.mark.parametrize("verb", VERBS)
def test_who_tends_what(place: Place, verb: str) -> None:
    """Everything is tried by everybody; what was done is taken back in between by the transaction."""
    found = {}
    for who in PEOPLE:
        person = place["gus"] if who == "gus" else getattr(place["cast"], who)
        found[who] = set()
        for key, thread in place["threads"].items():
            with transaction.atomic():
                try:
                    VERBS[verb](person, Thread.objects.select_related("space").get(pk=thread.pk), place)
                    found[who].add(key)
                except Refused:
                    pass
                transaction.set_rollback(True)
    assert found == {who: MAY.get(who, set()) for who in PEOPLE}


@pytest.mark.parametrize("to", ["course", "B"])
def test_assistant_of_a_group_moves_nothing_out_of_it(place: Place, to: str) -> None:
    with pytest.raises(Refused):
        services.move_thread(actor=place["gus"], thread=place["threads"]["A"], space=place["there"][to], shown_to=99)


def test_moderator_hides_and_does_nothing_else(place: Place) -> None:
    thread = place["threads"]["course"]
    with pytest.raises(Refused):
        services.close_thread(actor=place["cast"].dan, thread=thread)
    services.hide_post(opening_of(thread))
    assert Tending.objects.count() == 0
