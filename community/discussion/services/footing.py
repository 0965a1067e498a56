"""What stands between a writer and a thread at the moment of writing: asked at once, under its locks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from accounts.models import User
from community.discussion.choices import OPENING, State
from community.discussion.models import Draft, FirstLook, Following, Persona, Post, Thread
from community.discussion.services.steady import Moved

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
    here = Q(posts__pk=wanted) if wanted else Q(posts__seq=OPENING)
    mine = Q(personas__user=writer, personas__anonymous=anonymous)
    found = (
        Thread.objects.filter(pk=thread.pk)
        .annotate(above=FilteredRelation("posts", condition=here), mine=FilteredRelation("personas", condition=mine))
        .annotate(**_asked(thread, writer, token))
        .values_list(*(f"above__{name}" for name in ABOVE), *(f"mine__{name}" for name in PERSONA), *FLAGS)
    )[0]
    above = _row(Post, ABOVE, found[: len(ABOVE)])
    if above is None and wanted:
        above = _elsewhere(thread, to)
    persona = _row(Persona, PERSONA, found[len(ABOVE) : -len(FLAGS)])
    if persona is not None:
        persona.user, persona.thread = writer, thread
    return Footing(above=above, persona=persona, **dict(zip(FLAGS, found[-len(FLAGS) :], strict=True)))


FLAGS = ("sent", "is_heard", "looked_at", "follows", "has_draft")


def _asked(thread: Thread, writer: User, token: str) -> dict[str, Any]:
    mine = {"thread": OuterRef("pk"), "user": writer}
    said = Post.objects.filter(thread=OuterRef("pk"), persona=OuterRef("mine__id"), state=State.POSTED)
    looks = FirstLook.objects.none() if thread.course is None else FirstLook.objects.live(thread.course.today)
    sent = Post.objects.filter(author=writer, token=token) if token else Post.objects.none()
    return {
        "sent": Subquery(sent.values("pk")[:1]),
        "is_heard": Exists(said),
        "looked_at": Exists(looks.filter(course=thread.course_id, person=writer)),
        "follows": Exists(Following.objects.filter(**mine)),
        "has_draft": Exists(Draft.objects.filter(**mine)),
    }


def _row(model: type[Any], names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """One of the joined rows, as if it had been read for itself; None where there was none."""
    return model.from_db("default", names, values) if values[0] is not None else None


def _elsewhere(thread: Thread, to: Post | int | None) -> Post | None:
    """What is not in this thread: an answer goes where the post is that it answers, also when that was split off."""
    if isinstance(to, Post):
        raise Moved(Post.objects.values_list("thread_id", flat=True).get(pk=to.pk))
    return Post.objects.filter(thread=thread, seq=OPENING).first()
