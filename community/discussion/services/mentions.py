"""People who are named by @ in a post: only those who read it, and each told once."""

import re
from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from accounts.choices import STAFF
from accounts.models import Audience, PersonBlock, User
from accounts.services.audiences import people_of
from community.discussion.choices import Anonymity, State
from community.discussion.events import Mentioned
from community.discussion.models import Mention, Post, Space, Thread
from community.discussion.services.search import index
from core.outbox import emit
from core.text import Rendered, render_markdown

MOST = 10
"""So many people one post calls; further names stay plain words."""
OFFERED = 8


def mentionable(space: Space, audience: Audience) -> QuerySet[User]:
    """Who may be named here. Where nobody is shown by name, only staff: it never depends on who wrote anything."""
    roles = STAFF if space.anonymity == Anonymity.ALWAYS else None
    return people_of(audience, roles=roles).filter(handle__isnull=False)


def offered(actor: User, people: QuerySet[User], asked: str) -> list[User]:
    """Whom the composer offers for what was typed after the @: at most eight, without those who are blocked either way."""
    for word in asked.split():
        begins = Q(name__istartswith=word) | Q(name__icontains=f" {word}") | Q(call_me__istartswith=word)
        people = people.filter(begins | Q(handle__istartswith=word))
    people = people.exclude(pk=actor.pk)
    people = people.exclude(pk__in=PersonBlock.objects.filter(blocked=actor.pk).values("blocker"))
    people = people.exclude(pk__in=PersonBlock.objects.filter(blocker=actor.pk).values("blocked"))
    first = Case(When(Q(name__istartswith=asked) | Q(call_me__istartswith=asked), then=Value(0)), default=Value(1))
    return list(people.order_by(first, "name", "pk")[:OFFERED])


def render(source: str, space: Space, audience: Audience) -> tuple[Rendered, list[User]]:
    """The text as it will stand there, and whom it names."""
    people: list[User] = []

    def known(handles: list[str]) -> set[str]:
        found = {str(user.handle).lower(): user for user in mentionable(space, audience).filter(_among(handles))}
        people.extend([found[handle] for handle in handles if handle in found][:MOST])
        return {str(user.handle).lower() for user in people}

    return render_markdown(source, known=known), people


def render_ahead(source: str) -> Rendered | None:
    """The same before anybody waits for a lock, where the text can name nobody."""
    return None if "@" in source else render_markdown(source)


def _among(handles: list[str]) -> Q:
    named = Q()
    for handle in handles[: 3 * MOST]:
        named |= Q(handle__iexact=handle)
    return named


def call(post: Post, thread: Thread, people: Iterable[User], *, told: Iterable[int] = ()) -> None:
    """Remember who is named, and tell those who have not been told: not the author, nor who is `told` anyway."""
    ids = [user.pk for user in people]
    known = set(Mention.objects.filter(post=post).values_list("user", flat=True)) if ids else set()
    fresh = [pk for pk in ids if pk not in known]
    Mention.objects.bulk_create([Mention(post=post, user_id=pk) for pk in fresh], ignore_conflicts=True)
    calls = [pk for pk in fresh if pk != post.author_id and pk not in set(told)]
    if calls and post.state == State.POSTED:
        _tell(post, thread, calls)


def call_at_last(post: Post, thread: Thread, *, told: Iterable[int] = ()) -> None:
    """Whom a post names that has just been published: not who is `told` anyway."""
    ids = list(post.mentions.exclude(user__in=[post.author_id, *told]).values_list("user", flat=True))
    if ids:
        _tell(post, thread, ids)


def _tell(post: Post, thread: Thread, ids: list[int]) -> None:
    masked = post.persona.anonymous
    emit(Mentioned(thread_id=thread.pk, post_id=post.pk, author_id=post.author_id, user_ids=ids, masked=masked))


def forget_mentions(person: User) -> None:
    """Part of erasing a person: their short name goes out of what others wrote."""
    for mention in (
        Mention.objects.filter(user=person).select_related("post__thread").prefetch_related("post__revisions")
    ):
        post = mention.post
        for text in (post, *post.revisions.all()):
            _without(text, person)
            text.save(update_fields=["source", "html", "text"])
        if post.state == State.POSTED:
            index(post)
    Mention.objects.filter(user=person).delete()


def _without(text: object, person: User) -> None:
    named = re.compile(rf"(?<![\w@./&+-])@{re.escape(str(person.handle))}(?![\w@-])", re.IGNORECASE)
    for field in ("html", "source", "text"):
        said = str(getattr(text, field))
        if field == "html":
            said = re.sub(rf'(?i)<span class="mention">(@{re.escape(str(person.handle))})</span>', r"\1", said)
        setattr(text, field, named.sub(_("somebody who left"), said))
