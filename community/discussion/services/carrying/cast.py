"""Under which name the authors of a carried thread appear: as they agreed, never as somebody who is found out."""

from accounts.choices import STAFF
from accounts.models import User
from accounts.services import stand_in
from community.discussion.choices import Anonymity, Consent
from community.discussion.models import CarryConsent, Persona, Post, Space, Thread
from community.discussion.services.names import draw

NOBODY = 0


class Cast:
    def __init__(self, thread: Thread, space: Space, consents: dict[int, CarryConsent]) -> None:
        self._thread, self._consents = thread, consents
        self._hidden = space.anonymity == Anonymity.ALWAYS
        self._names: dict[int, Persona] = {}
        self._disguises: dict[int, Persona] = {}
        self._labels: set[str] = set()

    def of(self, post: Post) -> Persona:
        """The persona of a post whose author agreed. Who was two people there is two here: one label for what they wrote
        with their name and without it would tell who was who."""
        if self._masked(post):
            return self._disguise(post.persona_id)
        if post.author_id not in self._names:
            self._names[post.author_id] = self._named(post)
        return self._names[post.author_id]

    def nobody(self) -> Persona:
        """Whoever stands in the empty places, one for all of them."""
        return self._disguise(NOBODY)

    def _disguise(self, of: int) -> Persona:
        if of not in self._disguises:
            label, hue = draw(self._labels)
            self._labels.add(label)
            same = {"anonymous": True, "label": label, "hue": hue}
            self._disguises[of] = Persona.objects.create(thread=self._thread, user=stand_in(), **same)
        return self._disguises[of]

    def author(self, post: Post) -> User:
        """Nobody who could sign in; with each person who agreed, so that they can take their words back."""
        consent = self._consents[post.author_id]
        if consent.stand_in is None:
            consent.stand_in = stand_in()
            consent.save(update_fields=["stand_in"])
        return consent.stand_in

    def _masked(self, post: Post) -> bool:
        if post.persona.anonymous or self._consents[post.author_id].answer == Consent.HIDDEN:
            return True
        return self._hidden and post.persona.role not in STAFF

    def _named(self, post: Post) -> Persona:
        was = post.persona
        same = {"role": was.role, "title": was.title, "hue": was.hue}
        return Persona.objects.create(thread=self._thread, user_id=post.author_id, **same)
