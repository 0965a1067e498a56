"""How the people of an arriving discussion appear in it: by name as what they were there, or in disguise where all are."""

from collections.abc import Sequence

from accounts.choices import COURSE_ROLES, Role
from accounts.models import User
from community.discussion.choices import Anonymity
from community.discussion.models import Persona, Space, Thread
from community.discussion.services.names import draw
from courses.extensions import Arrival


class Cast:
    def __init__(self, space: Space, arrival: Arrival) -> None:
        self._arrival = arrival
        self._hidden = space.anonymity == Anonymity.ALWAYS
        self._personas: dict[tuple[int, int], Persona] = {}
        self._labels: dict[int, set[str]] = {}

    def gather(self, lines: Sequence[tuple[Thread, str]]) -> None:
        """A persona for each person in each thread, in one query and one insert."""
        wanted = {(thread.pk, self._arrival.people[person]): (thread, person) for thread, person in lines}
        threads = {thread for thread, _ in wanted}
        for known in Persona.objects.filter(thread__in=threads, anonymous=self._hidden):
            self._personas[known.thread_id, known.user_id] = known
            self._labels.setdefault(known.thread_id, set()).add(known.label)
        new = {pair: who for pair, who in wanted.items() if pair not in self._personas}
        hues = dict(User.objects.filter(pk__in={user for _, user in new}).values_list("pk", "hue"))
        made = [self._persona(thread, user, person, hues) for (_, user), (thread, person) in new.items()]
        for persona in Persona.objects.bulk_create(made):
            self._personas[persona.thread_id, persona.user_id] = persona

    def persona(self, thread: Thread, person: str) -> Persona:
        return self._personas[thread.pk, self._arrival.people[person]]

    def _persona(self, thread: Thread, user: int, person: str, hues: dict[int, int]) -> Persona:
        thread.people_count += 1
        if self._hidden:
            taken = self._labels.setdefault(thread.pk, set())
            label, hue = draw(taken)
            taken.add(label)
            return Persona(thread=thread, user_id=user, anonymous=True, label=label, hue=hue)
        role = self._arrival.roles.get(person, "")
        role = role if role in COURSE_ROLES else Role.LEARNER
        return Persona(thread=thread, user_id=user, role=role, hue=hues.get(user, 1))
