"""Names in what is carried over: those who did not agree to be named stand in nobody's words either."""

import re
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from community.discussion.models import Post, PostRevision, Thread

_CALLED = re.compile(r'<span class="mention">@([\w-]{1,40})</span>')
SHORTEST = 3
"""A name shorter than this is also a word."""


class Veil:
    """Takes the names of people out of texts; @ calls nobody in a new run, so there the named are plain words."""

    def __init__(self, people: Iterable[User], *, named: Collection[int] = (), others: Collection[str] = ()) -> None:
        self._instead = _("[name left out]")
        people = list(people)
        self._called = {str(each.handle).lower(): self._word(each, named) for each in people if each.handle}
        kept = {word for each in people if each.pk in named for word in _words(each)}
        words = {word for each in people if each.pk not in named for word in _words(each)} - kept
        self._others = [name for name in others if name not in kept]
        said = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._names = re.compile(rf"(?<!\w)(?:{said})(?!\w)") if said else None

    def __call__(self, text: str) -> str:
        text = re.sub(r"(?<![\w@./&+-])@([\w-]{1,40})", self._uncalled, text)
        for name in (each for each in self._others if each in text):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _found: self._instead, text)
        return self._names.sub(self._instead, text) if self._names else text

    def _uncalled(self, match: re.Match[str]) -> str:
        return self._called.get(match[1].lower(), match[0])

    def _word(self, person: User, named: Collection[int]) -> str:
        return person.name if person.pk in named else self._instead


def _words(person: User) -> set[str]:
    """The name, what they want to be called, and each part of it."""
    said = {person.name, person.call_me, *person.name.split()}
    return {word for word in said if len(word) >= SHORTEST}


def people_in(thread: Thread) -> list[User]:
    """Who wrote in a thread with their name (an earlier version of an answer of several, too), and who is called in it: what
    every reader of it knows."""
    posts = Post.objects.filter(thread=thread)
    handles = {handle.lower() for html in posts.values_list("html", flat=True) for handle in _CALLED.findall(html)}
    called = reduce(or_, (Q(handle__iexact=handle) for handle in sorted(handles)), Q(pk__in=()))
    wrote = posts.filter(persona__anonymous=False).values("author")
    shared = PostRevision.objects.filter(post__in=posts, post__version__gt=0, persona__anonymous=False)
    return list(User.objects.filter(Q(pk__in=wrote) | Q(pk__in=shared.values("author")) | called))


def others_of(thread: Thread, known: Collection[User]) -> list[str]:
    """The whole names of everybody else in the course: whoever wrote without a name is among them, and not told apart."""
    scope = thread.course.scope if thread.course else thread.scope
    members = Membership.objects.filter(scope__path__startswith=scope.path).exclude(user__in=known)
    names = set(members.values_list("user__name", flat=True)) - {each.name for each in known}
    return sorted(name for name in names if " " in name.strip())
