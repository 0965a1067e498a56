"""A thread moves to another place of its course, posts become a thread of their own, threads become one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Audience, Scope, User
from accounts.rights import rights_of
from community.discussion.choices import OPENING, Act, State, ThreadKind
from community.discussion.models import LiveChunk, Persona, Post, Space, Tending, Thread
from community.discussion.policies import tending as stewards
from community.discussion.services import ledger, relocating
from community.discussion.services.anchoring import pass_on, share
from community.discussion.services.drafts import title_of
from community.discussion.services.holding import refuse_while_held
from community.discussion.services.logbook import note
from community.discussion.services.promising import promise
from community.discussion.services.search import KIND
from community.discussion.services.spaces import further_readers, loses
from community.discussion.services.steady import steady
from core.models import SearchDocument
from core.policy import Refused, Verdict
from core.text import excerpt

TITLE = 200


class MoreReaders(Refused):
    """It would be read by `gained` people for whom it was not written, and nobody has agreed to that number."""

    def __init__(self, verdict: Verdict, gained: int) -> None:
        super().__init__(verdict)
        self.gained = gained


@steady
def move_thread(*, actor: User, thread: Thread, space: Space, reason: str = "", shown_to: int = 0) -> Tending:
    """To another place of the course. Words that were written for fewer people go only where the actor has agreed that
    `shown_to` more may read them; a thread with readers of its own keeps them."""
    threads = ledger.lock_threads([thread.pk], also=[space.pk])
    thread = threads[thread.pk]
    space = Space.objects.select_related("audience", "scope", "course", "placement").get(pk=space.pk)
    rights = rights_of(actor)
    stewards.can_move_to(rights, thread, space).require()
    _weigh(thread, space.audience, shown_to)
    before = {"space_id": thread.space_id, "scope_id": thread.scope_id, "audience_id": thread.audience_id}
    put(thread, space, *((space.scope, space.audience) if _follows(thread) else (thread.scope, thread.audience)))
    return note(by=actor, act=Act.MOVE, thread=thread, reason=reason, before=before)


def _follows(thread: Thread) -> bool:
    """Read by everybody in its place; a private thread, or one for a group, has readers of its own."""
    return thread.audience_id == thread.space.audience_id


def _weigh(thread: Thread, audience: Audience, shown_to: int, *, always: bool = False) -> None:
    """Who would read it that does not now, and whether its author still would."""
    if not (always or _follows(thread)) or thread.audience_id == audience.pk:
        return
    if loses(thread.audience, audience, thread.author_id):
        stewards.refuse_to_hide_from_author().require()
    gained = further_readers(thread.audience, audience)
    if not (verdict := stewards.can_show_to(gained, shown_to)):
        raise MoreReaders(verdict, gained)


def put(thread: Thread, space: Space, scope: Scope, audience: Audience) -> None:
    """Into this place with these readers: posts, what can be found, the counts of both places."""
    old = thread.space
    new = ledger.lock_space(space.pk)
    _recount_spaces(old, new, thread)
    thread.space, thread.scope, thread.audience = new, scope, audience
    posts = Post.objects.filter(thread=thread)
    SearchDocument.objects.filter(kind=KIND, object_id__in=posts.values("pk")).update(audience_id=audience.pk)
    posts.update(space=new, audience=audience, revision=new.revision)
    ledger.save(thread)


def _recount_spaces(old: Space, new: Space, thread: Thread) -> None:
    there = 1 if thread.post_count else 0
    old.post_count -= thread.post_count
    new.post_count += thread.post_count
    old.thread_count, new.thread_count = old.thread_count - there, new.thread_count + there
    old.save(update_fields=["revision", "thread_count", "post_count"])


@steady
def split_thread(
    *, actor: User, thread: Thread, posts: list[int], title: str, kind: str = "", reason: str = ""
) -> Thread:
    """These posts, each with everything that answers it, become a thread of their own in the same place."""
    thread = ledger.lock_threads([thread.pk])[thread.pk]
    stewards.can_restructure(rights_of(actor), thread).require()
    refuse_while_held(thread)
    rows = relocating.rows_of([thread])
    moving = _with_answers(rows, posts)
    first = rows[min(moving, key=lambda pk: int(rows[pk]["seq"]))]
    made = _begin(thread, Post.objects.get(pk=first["pk"]), title=title, kind=kind)
    before = {pk: dict(row) for pk, row in rows.items()}
    relocating.seat(rows, [rows[pk] for pk in moving], made)
    rows[first["pk"]]["reply_to_id"] = None
    relocating.arrange(rows)
    threads = {thread.pk: thread, made.pk: made}
    relocating.write(rows, before, threads)
    relocating.copy_followings(thread, made)
    share(thread, made)
    made.persona = Persona.objects.get(posts=first["pk"])
    thread.split_count += 1
    close_up(thread)
    close_up(made)
    kept = {"posts": relocating.memory(before[pk] for pk in moving)}
    note(by=actor, act=Act.SPLIT, thread=thread, other=made, reason=reason, before=kept, told=_authors(moving))
    return made


def _with_answers(rows: dict[int, dict[str, Any]], chosen: list[int]) -> set[int]:
    """The chosen posts and all below them. They are there, and none is the opening post, which would be to move it all."""
    wanted = {pk for pk in chosen if pk in rows}
    if not wanted or wanted != set(chosen):
        raise ValidationError(_("Choose at least one post of this thread."))
    if any(rows[pk]["seq"] == OPENING for pk in wanted):
        raise ValidationError(_("The opening post stays. To take everything elsewhere, move the thread."))
    if any(rows[pk]["state"] != State.POSTED for pk in wanted):
        raise ValidationError(_("One of these posts is not there any more. Please look again."))
    if any(rows[pk]["version"] for pk in wanted):
        raise ValidationError(_("The shared answer stays with its question."))
    for pk, row in sorted(rows.items(), key=lambda pair: int(pair[1]["seq"])):
        if row["reply_to_id"] in wanted and row["seq"] != OPENING:
            wanted.add(pk)
    return wanted


def _begin(thread: Thread, post: Post, *, title: str, kind: str) -> Thread:
    """The empty thread that posts go to: where they were, by whoever wrote the first of them."""
    kind = kind or thread.kind
    if kind != thread.kind:
        stewards.check_kind(kind, thread.space).require()
    named = " ".join(title.split()) or title_of(post.text)
    return Thread.objects.create(
        space=thread.space,
        course=thread.course,
        scope=thread.scope,
        audience=thread.audience,
        kind=kind,
        title=excerpt(named, TITLE),
        author_id=post.author_id,
        created_at=post.created_at,
        answer_due_at=promise(thread.course, post.created_at) if kind == ThreadKind.QUESTION else None,
        split_from=thread,
    )


def _authors(posts: set[int]) -> list[int]:
    return list(Post.objects.filter(pk__in=posts, state=State.POSTED).values_list("author_id", flat=True).distinct())


def close_up(thread: Thread) -> None:
    """Count a thread whose posts changed, and how many threads its space has."""
    ledger.settle(thread)
    ledger.count_threads(thread)
    ledger.save(thread)


@steady
def merge_thread(*, actor: User, thread: Thread, into: Thread, reason: str = "", shown_to: int = 0) -> Tending:
    """Everything in this thread becomes a branch of another one; its address leads there from now on."""
    found = ledger.lock_threads([thread.pk, into.pk])
    source, target = found[thread.pk], found[into.pk]
    stewards.can_merge(rights_of(actor), source, target).require()
    refuse_while_held(source, target)
    _weigh(source, target.audience, shown_to, always=True)
    rows = relocating.rows_of([source, target])
    opening = next(pk for pk, row in rows.items() if row["thread_id"] == target.pk and row["seq"] == OPENING)
    moving = {pk for pk, row in rows.items() if row["thread_id"] == source.pk}
    before = {pk: dict(row) for pk, row in rows.items()}
    for pk in moving:
        if rows[pk]["seq"] == OPENING:
            rows[pk]["reply_to_id"] = opening
    relocating.seat(rows, [rows[pk] for pk in moving], target)
    relocating.arrange(rows, mixed={target.pk})
    relocating.write(rows, before, {source.pk: source, target.pk: target})
    added = relocating.copy_followings(source, target)
    relocating.carry_drafts(source, target)
    kept: dict[str, Any] = {
        "posts": relocating.memory(before[pk] for pk in moving),
        "state": source.state,
        "followings": added,
    }
    kept["anchor"] = pass_on(source, target)
    _leave_a_sign(source, target)
    close_up(target)
    told = {*_authors(moving), source.author_id}
    return note(by=actor, act=Act.MERGE, thread=source, other=target, reason=reason, before=kept, told=told)


def _leave_a_sign(source: Thread, target: Thread) -> None:
    """Nothing is left but an address; what pointed or led here leads on."""
    source.state, source.merged_into = State.MERGED, target
    LiveChunk.objects.filter(thread=source).delete()
    close_up(source)
    Thread.objects.filter(merged_into=source).update(merged_into=target)
    Thread.objects.filter(duplicate_of=source).exclude(pk=target.pk).update(duplicate_of=target)
    if target.duplicate_of_id == source.pk:
        target.duplicate_of = None


@transaction.atomic
def carry_late_marks(tending_id: int) -> None:
    """Marks that arrived at the old places of posts after they were moved."""
    row = Tending.objects.filter(pk=tending_id, undone_at__isnull=True, act__in=[Act.SPLIT, Act.MERGE]).first()
    if row is None:
        return
    old = {int(pk): (place[0], place[1]) for pk, place in row.before["posts"].items()}
    now = Post.objects.filter(pk__in=list(old)).values_list("pk", "thread_id", "seq")
    relocating.carry_marks({old[pk]: (thread, seq) for pk, thread, seq in now if old[pk] != (thread, seq)})
