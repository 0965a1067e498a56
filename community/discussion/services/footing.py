"""What stands between a writer and a thread at the moment of writing: asked at once, under its locks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.timezone import localdate

from accounts.models import User
from community.discussion.choices import OPENING, State
from community.discussion.models import Draft, FirstLook, Following, Persona, Post, Thread
from community.discussion.services.steady import Moved
from core.kept import At, Kept

ABOVE = ("id", "thread_id", "seq", "root_id", "root_seq", "author_id")
PERSONA = ("id", "thread_id", "user_id", "anonymous", "label", "hue", "role", "title")
"""Columns in the order of their models, as `from_db` takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """`sent`: what this token has posted already. `above`: what is answered. `persona`: how the writer appears here, where
    they have written; `is_heard` where something of that is there. `looked_at`: their posts are looked at first."""

    above: Post | None
    persona: Persona | None
    sent: int | None
    is_heard: bool
    looked_at: bool
    follows: bool
    has_draft: bool


def footing_in(thread: Thread, writer: User, *, to: Post | int | None, token: str, anonymous: bool) -> Footing:
    """`to` is the post that is answered, or its number: the opening post where this thread has no such post."""
    wanted = to.pk if isinstance(to, Post) else to
    course, today = (0, localdate()) if thread.course is None else (thread.course.pk, thread.course.today)
    names = {"thread": thread.pk, "writer": writer.pk, "to": wanted, "token": token, "course": course, "today": today}
    found = ASKED.rows(None, bool(wanted), anonymous, **names)[0]
    above = _row(Post, ABOVE, found[: len(ABOVE)])
    if above is None and wanted:
        above = _elsewhere(thread, to)
    persona = _row(Persona, PERSONA, found[len(ABOVE) : -len(FLAGS)])
    if persona is not None:
        persona.user, persona.thread = writer, thread
    return Footing(above=above, persona=persona, **dict(zip(FLAGS, found[-len(FLAGS) :], strict=True)))


FLAGS = ("sent", "is_heard", "looked_at", "follows", "has_draft")


def _asked(_reader: Any, at: At, is_named: bool, anonymous: bool) -> "QuerySet[Thread, Any]":
    here = Q(posts__pk=at.to) if is_named else Q(posts__seq=OPENING)
    who = Q(personas__user=at.writer, personas__anonymous=anonymous)
    mine = {"thread": OuterRef("pk"), "user": at.writer}
    said = Post.objects.filter(thread=OuterRef("pk"), persona=OuterRef("mine__id"), state=State.POSTED)
    token = at("token", CharField())
    sent = Post.objects.filter(author=at.writer, token=token).exclude(token="")
    looks = FirstLook.objects.live(at("today", DateField())).filter(course=at.course, person=at.writer)
    return (
        Thread.objects.filter(pk=at.thread)
        .annotate(above=FilteredRelation("posts", condition=here), mine=FilteredRelation("personas", condition=who))
        .annotate(
            sent=Subquery(sent.values("pk")[:1]),
            is_heard=Exists(said),
            looked_at=Exists(looks),
            follows=Exists(Following.objects.filter(**mine)),
            has_draft=Exists(Draft.objects.filter(**mine)),
        )
        .values_list(*(f"above__{name}" for name in ABOVE), *(f"mine__{name}" for name in PERSONA), *FLAGS)
    )


ASKED = Kept(_asked)


def _row(model: type[Any], names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """One of the joined rows, as if it had been read for itself; None where there was none."""
    return model.from_db("default", names, values) if values[0] is not None else None


def _elsewhere(thread: Thread, to: Post | int | None) -> Post | None:
    """What is not in this thread: an answer goes where the post is that it answers, also when that was split off."""
    if isinstance(to, Post):
        raise Moved(Post.objects.values_list("thread_id", flat=True).get(pk=to.pk))
    return Post.objects.filter(thread=thread, seq=OPENING).first()
