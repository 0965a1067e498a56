"""Posts that go to another thread: with their answers, their readers' marks and everything that hangs on them.

A number of a thread is never given to another post. What is moved takes fresh numbers where it goes, and gets its old ones
when it comes back, so a mark that a reader's open page sends late can be true or lost, but never of another post.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.db.models import F, OuterRef, Subquery

from community.discussion.choices import CHUNK, OPENING, State, edit_of
from community.discussion.models import Draft, Following, LiveChunk, Origin, Persona, Post, ReadChunk, Thread
from community.discussion.services import ledger
from community.discussion.services.names import draw
from community.discussion.services.search import KIND
from core import search
from core.bulk import batches, update_each
from core.models import SearchDocument

Seat = tuple[int, int]
"""A thread, and the number of a post in it."""
AT_ONCE = 200
_FIELDS = "thread_id = %s, space_id = %s, audience_id = %s, seq = %s, reply_to_id = %s, root_id = %s, root_seq = %s"
_SAID = (
    "pk",
    "thread_id",
    "seq",
    "reply_to_id",
    "root_id",
    "root_seq",
    "persona_id",
    "state",
    "created_at",
    "origin",
    "version",
)
Row = dict[str, Any]


def rows_of(threads: Iterable[Thread]) -> dict[int, Row]:
    """Every post of these threads, without its words."""
    rows = Post.objects.filter(thread__in=[thread.pk for thread in threads]).order_by("thread_id", "seq")
    return {row["pk"]: row for row in rows.values(*_SAID)}


def memory(rows: Iterable[Row]) -> dict[str, list[int | None]]:
    """Where posts stood, for an undo."""
    names = ("thread_id", "seq", "reply_to_id", "persona_id")
    return {str(row["pk"]): [row[name] for name in names] for row in rows}


def seat(rows: dict[int, Row], moving: Iterable[Row], target: Thread) -> None:
    """Fresh numbers at the end of `target`, in the order that the posts had."""
    for row in sorted(moving, key=lambda row: (row["thread_id"], row["seq"])):
        target.last_seq += 1
        row["thread_id"], row["seq"] = target.pk, target.last_seq


def arrange(rows: dict[int, Row], *, mixed: Container[int] = ()) -> None:
    """Roots and reading order from what answers what, nested once.

    In a thread that was merged (`mixed`, or before) branches stand in the order in which they were begun.
    """
    threads: dict[int, list[Row]] = defaultdict(list)
    for row in rows.values():
        threads[row["thread_id"]].append(row)
    for pk, mine in threads.items():
        mine.sort(key=lambda row: row["seq"])
        opening = mine[0]["pk"] if mine[0]["seq"] == OPENING else None
        here = {row["pk"] for row in mine}
        for row in mine:
            if row["reply_to_id"] not in here:
                row["reply_to_id"] = opening if row["pk"] != opening else None
            row["root_id"] = _root(rows, row, opening)
        _order(mine, opening, mixed=pk in mixed)


def _root(rows: dict[int, Row], row: Row, opening: int | None) -> int | None:
    """The first-level answer above a post; None for those that are one themselves."""
    above: int | None = row["reply_to_id"]
    root = None
    while above is not None and above != opening:
        root, above = above, rows[above]["reply_to_id"]
    return root


def _order(mine: list[Row], opening: int | None, *, mixed: bool) -> None:
    """The places of branches stay below the next number, so that what is written next stands last.

    An answer that several write stands right after the opening post, and what answers it behind it.
    """
    roots = [row for row in mine if row["root_id"] is None and row["pk"] != opening and not row["version"]]
    shared = {row["pk"]: OPENING for row in mine if row["root_id"] is None and row["version"]}
    by_number = [row["pk"] for row in roots]
    if mixed or any(row["root_seq"] != row["seq"] for row in roots):
        roots.sort(key=lambda row: (row["created_at"], row["seq"]))
    if [row["pk"] for row in roots] == by_number:
        places = {row["pk"]: row["seq"] for row in roots}
    else:
        places = {row["pk"]: place for place, row in enumerate(roots, OPENING + 1)}
    places |= shared
    for row in mine:
        root = row["root_id"] or row["pk"]
        row["root_seq"] = OPENING if row["pk"] == opening else places.get(root, row["seq"])


def write(rows: dict[int, Row], before: Mapping[int, Row], threads: dict[int, Thread]) -> None:
    """Everything that follows from the new places; the threads and their spaces are locked, the caller settles them."""
    moved = [pk for pk, row in rows.items() if _seat(row) != _seat(before[pk])]
    _recast(rows, before, moved, threads)
    _place(rows, before, threads)
    carry_marks({_seat(before[pk]): _seat(rows[pk]) for pk in moved})
    _carry_drafts(rows, moved)
    Origin.objects.filter(post__in=moved).update(thread_id=_owner())
    for thread in threads.values():
        _mark_live(thread, rows)
    _index(rows, before, threads)


def _seat(row: Row) -> Seat:
    return row["thread_id"], row["seq"]


def _owner() -> Any:
    """The thread in which the post of an origin stands now."""
    return Subquery(Post.objects.filter(pk=OuterRef("post")).values("thread")[:1])


def _place(rows: dict[int, Row], before: Mapping[int, Row], threads: dict[int, Thread]) -> None:
    names = ("thread_id", "seq", "reply_to_id", "root_id", "root_seq")
    below = _below(rows.values())
    changed = [pk for pk, row in rows.items() if any(row[name] != before[pk][name] for name in names)]
    places = []
    for pk in changed:
        thread = threads[rows[pk]["thread_id"]]
        places.append([thread.pk, thread.space_id, thread.audience_id, *(rows[pk][name] for name in names[1:]), pk])
    update_each(Post, _FIELDS, places)
    counts = dict(Post.objects.filter(pk__in=list(rows)).values_list("pk", "answer_count"))
    update_each(Post, "answer_count = %s", [(below[pk], pk) for pk in rows if counts[pk] != below[pk]])
    for thread in threads.values():
        mine = [pk for pk, row in rows.items() if row["thread_id"] == thread.pk]
        for some in batches(mine, AT_ONCE):
            Post.objects.filter(pk__in=some).update(revision=thread.space.revision)


def _below(rows: Iterable[Row]) -> Counter[int]:
    """How many posts that are there stand below each: below what they answer, their branch, and the opening post."""
    rows = list(rows)
    openings = {row["thread_id"]: row["pk"] for row in rows if row["seq"] == OPENING}
    found: Counter[int] = Counter()
    for row in rows:
        if row["state"] == State.POSTED and row["seq"] != OPENING:
            found.update({row["reply_to_id"], row["root_id"], openings.get(row["thread_id"])} - {None})
    return found


def _recast(rows: dict[int, Row], before: Mapping[int, Row], moved: list[int], threads: dict[int, Thread]) -> None:
    """Everybody appears in the new thread as they did in the old one; nobody's two disguises become one."""
    wanted = {(rows[pk]["thread_id"], rows[pk]["persona_id"]) for pk in moved}
    old = {each.pk: each for each in Persona.objects.filter(pk__in={persona for _thread, persona in wanted})}
    here: dict[int, list[Persona]] = defaultdict(list)
    for persona in Persona.objects.filter(thread__in=list(threads)):
        here[persona.thread_id].append(persona)
    into = {pair: _persona(old[pair[1]], pair[0], here[pair[0]]) for pair in sorted(wanted)}
    for pk in moved:
        rows[pk]["persona_id"] = into[rows[pk]["thread_id"], rows[pk]["persona_id"]]
    update_each(Post, "persona_id = %s", [(rows[pk]["persona_id"], pk) for pk in moved])


def _persona(old: Persona, thread_id: int, here: list[Persona]) -> int:
    if old.thread_id == thread_id:
        return old.pk
    known = next((each for each in here if (each.user_id, each.anonymous) == (old.user_id, old.anonymous)), None)
    if known is not None and not old.anonymous:
        return known.pk
    fields = {name: getattr(old, name) for name in ("user_id", "anonymous", "hue", "role", "title")}
    label = old.label
    taken = {each.label for each in here}
    if label in taken and old.anonymous:
        label, _hue = draw(taken)
    if known is not None:
        Persona.objects.filter(pk=old.pk).update(label=label)
        return old.pk
    made = Persona.objects.create(thread_id=thread_id, label=label, **fields)
    here.append(made)
    return made.pk


def carry_marks(seats: dict[Seat, Seat]) -> None:
    """What somebody read stays read at its new place, and leaves nothing at the old one."""
    bits: dict[Seat, int] = defaultdict(int)
    for thread, seq in seats:
        bits[thread, seq // CHUNK] |= 1 << seq % CHUNK
    found: Counter[tuple[int, int, int]] = Counter()
    for (thread, chunk), mask in sorted(bits.items()):
        marks = ReadChunk.objects.select_for_update(no_key=True).filter(thread=thread, chunk=chunk).order_by("pk")
        seen = list(marks.values_list("pk", "user_id", "bits"))
        for _pk, user, read in seen:
            for seq in _numbers(read & mask, chunk):
                to, new = seats[thread, seq]
                found[user, to, new // CHUNK] |= 1 << new % CHUNK
        for some in batches([pk for pk, _user, read in seen if read & mask], AT_ONCE):
            ReadChunk.objects.filter(pk__in=some).update(bits=F("bits").bitand(~mask))
    names = ("user_id", "thread_id", "chunk")
    fresh = [{**dict(zip(names, key, strict=True)), "bits": read} for key, read in sorted(found.items())]
    for batch in batches(fresh, AT_ONCE):
        ledger.merge_bits(ReadChunk, batch)


def _numbers(bits: int, chunk: int) -> Iterable[int]:
    return (chunk * CHUNK + place for place in range(CHUNK) if bits >> place & 1)


def _carry_drafts(rows: dict[int, Row], moved: list[int]) -> None:
    """An answer that somebody has begun goes with the post it answers, unless they have begun another one there; so does
    the change of a post."""
    for draft in Draft.objects.filter(reply_to__in=moved, thread__isnull=False, use=""):
        here = rows[draft.reply_to or 0]["thread_id"]
        _join_draft(draft, here)
    edits = {edit_of(pk): pk for pk in moved}
    for draft in Draft.objects.filter(use__in=edits):
        _join_draft(draft, rows[edits[draft.use]]["thread_id"])


def carry_drafts(old: Thread, new: Thread) -> None:
    """Every draft of a thread that is no more."""
    for draft in Draft.objects.filter(thread=old):
        _join_draft(draft, new.pk)


def _join_draft(draft: Draft, thread_id: int) -> None:
    if draft.thread_id == thread_id:
        return
    other = Draft.objects.filter(user=draft.user_id, thread=thread_id, use=draft.use).first()
    if other is None:
        Draft.objects.filter(pk=draft.pk).update(thread_id=thread_id)
        return
    Draft.objects.filter(pk=other.pk).update(
        source="\n\n".join(text for text in (other.source, draft.source) if text), version=F("version") + 1
    )
    draft.delete()


def _mark_live(thread: Thread, rows: dict[int, Row]) -> None:
    """What is there, from the posts; what came from an earlier course is new to nobody."""
    mine = [row for row in rows.values() if row["thread_id"] == thread.pk]
    there = ledger.chunks_of([row["seq"] for row in mine if row["state"] == State.POSTED and row["origin"] is None])
    LiveChunk.objects.filter(thread=thread).delete()
    LiveChunk.objects.bulk_create(LiveChunk(thread=thread, chunk=chunk, bits=bits) for chunk, bits in there.items())


def _index(rows: dict[int, Row], before: Mapping[int, Row], threads: dict[int, Thread]) -> None:
    """Found by who reads it now; an opening post carries the title."""
    for thread in threads.values():
        mine = [pk for pk, row in rows.items() if row["thread_id"] == thread.pk]
        for some in batches(mine, AT_ONCE):
            SearchDocument.objects.filter(kind=KIND, object_id__in=some).update(audience_id=thread.audience_id)
    openings = [pk for pk, row in rows.items() if OPENING in {row["seq"], before[pk]["seq"]}]
    there = [pk for pk in openings if rows[pk]["state"] == State.POSTED]
    search.index(KIND, there)


def copy_followings(old: Thread, new: Thread) -> list[int]:
    """Who follows or mutes the one does the same with the other; a wish to hear is stronger. The ids of those added."""
    rows = list(Following.objects.filter(thread=old).values_list("user_id", "muted"))
    known = set(Following.objects.filter(thread=new).values_list("user_id", flat=True))
    added = [user for user, _muted in rows if user not in known]
    Following.objects.bulk_create(
        [Following(user_id=user, thread=new, muted=muted) for user, muted in rows], ignore_conflicts=True
    )
    wished = [user for user, muted in rows if not muted]
    Following.objects.filter(thread=new, user__in=wished).update(muted=False)
    return added
