"""What people said in a course as lines of our own format: no more than the asker may read, a hundred threads at a time."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.db.models import Prefetch
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import ExternalIdentity
from accounts.rights import Rights
from community.discussion.choices import FollowUp, Privacy, State, ThreadKind
from community.discussion.models import Anchor, Origin, Post, Space, Thread
from community.discussion.pages.about import anchor_of
from community.discussion.services.arriving.preparing import AS_IT_CAME, FOLLOW_UP, RESOLVED, SHARED
from core.text import excerpt
from courses.extensions import blocks
from courses.importers.posts import FIELDS, guarded
from courses.importers.threads import grown
from courses.importers.tree import PostNode
from courses.models import Course, Placement
from courses.services.imports.posts import source_key

AT_ONCE = 100
AS_DISCUSSION = (ThreadKind.CONVERSATION, ThreadKind.POLL)
"""Kinds that mean nothing elsewhere."""
POSTS_SOURCE = source_key("posts", "posts")
Line = dict[str, Any]


def as_jsonl(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False) + "\n"


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    yield _csv_line(FIELDS)
    for line in lines:
        yield _csv_line([guarded("yes" if line[name] is True else str(line[name] or "")) for name in FIELDS])


def _csv_line(cells: Iterable[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue()


FORMATS: dict[str, tuple[str, Callable[[Iterable[Line]], Iterator[str]]]] = {
    "jsonl": ("application/x-ndjson", as_jsonl),
    "csv": ("text/csv; charset=utf-8", as_csv),
}


def lines(
    *, rights: Rights, course: Course, placement: Placement | None = None, pseudonyms: bool = False
) -> Iterator[Line]:
    """One line for each post that is there and that this person may read, thread by thread as they were begun."""
    spaces = Space.objects.visible_to(rights).filter(course=course, placement__isnull=False)
    spaces = spaces.filter(placement=placement) if placement else spaces
    where = {space.pk: _where(space) for space in spaces.select_related("placement__part", "placement__unit")}
    naming = _Naming(pseudonyms=pseudonyms)
    threads = (
        Thread.objects.visible_to(rights)
        .filter(space__in=where, privacy=Privacy.OPEN)
        .exclude(state=State.HELD)
        .order_by("created_at", "pk")
    )
    ids = list(threads.values_list("pk", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        posts = Post.objects.visible_to(rights).filter(state=State.POSTED).select_related("persona__user", "origin")
        some = Thread.objects.filter(pk__in=ids[begin : begin + AT_ONCE]).select_related("anchor")
        some = some.order_by("created_at", "pk")
        mine = Prefetch("origins", Origin.objects.filter(post__isnull=True), to_attr="own_origin")
        found = list(some.prefetch_related(Prefetch("posts", posts.order_by("seq")), mine))
        naming.learn(post.author_id for thread in found for post in thread.posts.all())
        for thread in found:
            yield from _thread_lines(thread, where[thread.space_id], naming)


def _where(space: Space) -> Line:
    placement = space.placement
    assert placement is not None
    part, kind = placement.part, blocks.get(placement.block_key)
    key = part.source_id if part.source_format == "posts" else part.key
    return {
        "block": key,
        "discussion": " ".join((kind.title(placement) if kind else "").split())[:200],
        "unit": placement.unit.title,
    }


def _thread_lines(thread: Thread, where: Line, naming: "_Naming") -> Iterator[Line]:
    posts = {naming.post(post): post for post in thread.posts.all()}
    by_pk = {post.pk: name for name, post in posts.items()}
    nodes = [
        PostNode(name, by_pk.get(post.reply_to_id or 0, ""), "", post.created_at, None, "")
        for name, post in posts.items()
    ]
    order = grown(nodes)
    title = thread.title or (excerpt(posts[order[0].source_id].text.split("\n", 1)[0], 120) if order else "")
    own = {
        "thread": naming.thread(thread),
        "title": title,
        "kind": ThreadKind.DISCUSSION if thread.kind in AS_DISCUSSION else thread.kind,
        "pinned": thread.pinned_at is not None,
        "closed": thread.closed_at is not None,
        **_hangs_on(anchor_of(thread)),
    }
    for node in order:
        post = posts[node.source_id]
        as_html = post.renderer == AS_IT_CAME
        yield {
            "id": node.source_id,
            "parent": node.parent,
            **own,
            **where,
            **naming.author(post),
            "at": _moment(post.created_at),
            "edited_at": _moment(post.edited_at),
            "stands": _stands(post),
            "format": "html" if as_html else "markdown",
            "body": post.html if as_html else post.source,
        }


def _hangs_on(anchor: Anchor | None) -> Line:
    if anchor is None:
        return dict.fromkeys(("part", "passage", "passage_before", "passage_after", "video", "second"), "")
    return {
        "part": anchor.part_key,
        "passage": anchor.exact,
        "passage_before": anchor.prefix,
        "passage_after": anchor.suffix,
        "video": anchor.video,
        "second": "" if anchor.seconds is None else str(anchor.seconds),
    }


def _stands(post: Post) -> str:
    """As what it stands there, where that is more than a post."""
    if post.is_shared and post.root_id is None and not post.is_opening:
        return SHARED
    asks = post.asks_on and post.thread.kind == ThreadKind.QUESTION
    return {FollowUp.OPEN: FOLLOW_UP, FollowUp.RESOLVED: RESOLVED}.get(FollowUp(post.follow_up), "") if asks else ""


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


@dataclass
class _Naming:
    """Ids that mean the same in every export; what was read from such a file keeps the ids that it had there."""

    pseudonyms: bool
    house: str = field(default_factory=lambda: salted_hmac("community.export", "house").hexdigest()[:6])
    known: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def learn(self, users: Iterable[int]) -> None:
        new = set(users) - self.known.keys()
        self.known |= {user: f"{self.house}-u{user}" for user in new}
        came = ExternalIdentity.objects.filter(user__in=new, issuer__startswith="posts@")
        self.known |= dict(came.values_list("user_id", "subject"))

    def post(self, post: Post) -> str:
        origin = getattr(post, "origin", None)
        return _own_id(origin, "post/") or f"{self.house}-{post.pk}"

    def thread(self, thread: Thread) -> str:
        origin = next(iter(thread.own_origin), None)  # type: ignore[attr-defined]
        return _own_id(origin, "thread/") or f"{self.house}-t{thread.pk}"

    def author(self, post: Post) -> Line:
        """Whoever wrote without their name is known by what stands above the post, to whoever asks."""
        persona = post.persona
        key = f"{self.house}-a{persona.pk}" if persona.anonymous else self.known[post.author_id]
        role = "" if persona.anonymous else persona.role
        if not self.pseudonyms:
            return {"author": key, "name": persona.name, "role": role}
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        return {"author": f"p{number}", "name": _("Person %(n)s") % {"n": number}, "role": role}


def _own_id(origin: Origin | None, prefix: str) -> str:
    """The id that it had in a file of this format."""
    return origin.source_id.removeprefix(prefix) if origin is not None and origin.source == POSTS_SOURCE else ""
