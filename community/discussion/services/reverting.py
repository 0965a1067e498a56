"""Undoing what was done with a thread: as it was before, as long as nobody built on it."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Audience, Scope, User
from accounts.rights import rights_of
from community.discussion.choices import Act, State
from community.discussion.models import Anchor, Following, Post, Space, Tending, Thread
from community.discussion.policies import tending as stewards
from community.discussion.services import ledger, relocating
from community.discussion.services.anchoring import take_back
from community.discussion.services.following_up import set_follow_up
from community.discussion.services.holding import refuse_while_held
from community.discussion.services.moving import close_up, put
from community.discussion.services.spaces import further_readers
from community.discussion.services.steady import steady
from community.discussion.services.tending import remembered, set_fields
from core.policy import Verdict, no, yes

FAMILIES = (
    {Act.PIN, Act.UNPIN},
    {Act.CLOSE, Act.REOPEN},
    {Act.KEEP, Act.LEAVE},
    {Act.ANSWERED, Act.WAITING},
    {Act.CONVERT},
    {Act.RESOLVE, Act.ASK_ON},
    {Act.SHARE, Act.UNSHARE},
    {Act.MOVE, Act.SPLIT, Act.MERGE},
)
"""Acts of which a later one has to be undone first."""
Threads = dict[int, Thread]


@steady
def undo_tending(*, actor: User, tending: Tending) -> Thread:
    """As it was before; the thread that is there again (or still) is returned. Undoing twice is refused."""
    ids = [pk for pk in (tending.thread_id, tending.other_id) if pk is not None]
    also = [tending.before["space_id"]] if tending.act == Act.MOVE else []
    threads = ledger.lock_threads(ids, also=also, merged=True)
    row = Tending.objects.get(pk=tending.pk)
    row.thread = threads[row.thread_id]
    stewards.can_undo(rights_of(actor), row).require()
    nothing_depends(row).require()
    if row.act == Act.MOVE:
        _move_back(row)
    elif row.act in {Act.SPLIT, Act.MERGE}:
        refuse_while_held(*threads.values())
        _bring_back(row, threads)
    elif row.act in {Act.RESOLVE, Act.ASK_ON}:
        _as_asked(row)
    else:
        set_fields(row.thread, remembered(row.before))
    row.undone_at, row.undone_by = timezone.now(), actor
    row.save(update_fields=["undone_at", "undone_by"])
    return row.thread


def nothing_depends(row: Tending) -> Verdict:
    """Neither a later act nor words that were written for what it is now."""
    ids = [pk for pk in (row.thread_id, row.other_id) if pk is not None]
    family = next(acts for acts in FAMILIES if row.act in acts)
    later = Tending.objects.filter(Q(thread__in=ids) | Q(other__in=ids), act__in=family, undone_at__isnull=True)
    if later.filter(pk__gt=row.pk).exists():
        return no(_("Something else was done with this thread later. Undo that first."))
    return _nobody_wrote(row)


def _nobody_wrote(row: Tending) -> Verdict:
    if row.act not in {Act.MOVE, Act.SPLIT, Act.MERGE}:
        return yes()
    moved = [int(pk) for pk in row.before.get("posts", {})]
    if row.act == Act.MOVE:
        old = Audience.objects.get(pk=row.before["audience_id"])
        since = Post.objects.filter(thread=row.thread_id, created_at__gt=row.at)
        built = since.exists() and further_readers(row.thread.audience, old) > 0
    elif row.act == Act.SPLIT:
        built = Post.objects.filter(thread=row.other_id).exclude(pk__in=moved).exists()
    else:
        since = Post.objects.filter(thread=row.other_id).exclude(pk__in=moved)
        built = since.filter(Q(reply_to__in=moved) | Q(root__in=moved)).exists()
    return no(_("Somebody has written there since, so it stays. You can move or split it again.")) if built else yes()


def _move_back(row: Tending) -> None:
    before: dict[str, Any] = row.before
    space = Space.objects.select_related("audience").get(pk=before["space_id"])
    follows = before["audience_id"] == space.audience_id or row.thread.audience_id == row.thread.space.audience_id
    scope = Scope.objects.get(pk=before["scope_id"])
    put(row.thread, space, scope, space.audience if follows else row.thread.audience)


def _as_asked(row: Tending) -> None:
    """The follow-up question is what it was, wherever it stands now under these locks."""
    post = Post.objects.filter(pk=row.before["post"], thread=row.thread).first()
    if post is not None:
        set_follow_up(post, row.thread, row.before["follow_up"])


def _bring_back(row: Tending, threads: Threads) -> None:
    """The posts take their old numbers again, with everything that was read and written about them since."""
    thread, other = threads[row.thread_id], threads[row.other_id or 0]
    rows = relocating.rows_of([thread, other])
    before = {pk: dict(each) for pk, each in rows.items()}
    for key, (place, seq, reply_to, persona) in row.before["posts"].items():
        rows[int(key)] |= {"thread_id": place, "seq": seq, "reply_to_id": reply_to, "persona_id": persona}
    if row.act == Act.MERGE:
        thread.state, thread.merged_into = row.before["state"], None
    relocating.arrange(rows)
    relocating.write(rows, before, threads)
    if row.act == Act.SPLIT:
        _empty(other, thread)
    else:
        _part(thread, other, row.before.get("followings", []))
        if row.before.get("anchor"):
            take_back(thread, other)
    close_up(thread)
    close_up(other)


def _empty(made: Thread, thread: Thread) -> None:
    """What was split off is nothing but an address that leads back, and about nothing."""
    made.state, made.merged_into = State.MERGED, thread
    thread.split_count = max(thread.split_count - 1, 0)
    Anchor.objects.filter(thread=made).delete()
    relocating.carry_drafts(made, thread)


def _part(source: Thread, target: Thread, added: list[int]) -> None:
    """Who followed the one only because it was merged no longer does; its state is that of its opening post by now."""
    opening = Post.objects.filter(thread=source).order_by("seq").first()
    source.state = opening.state if opening is not None else source.state
    wrote = Post.objects.filter(thread=target, author__in=added).values("author")
    Following.objects.filter(thread=target, user__in=added).exclude(user__in=wrote).delete()
