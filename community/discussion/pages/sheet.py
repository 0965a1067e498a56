"""The posts of a thread as one reads them: the opening post, branches with their replies, the composer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import OPENING, POSTS_PER_PAGE, Anonymity, State
from community.discussion.forms import ReplyForm
from community.discussion.models import LiveChunk, Persona, Post, Space, Thread
from community.discussion.pages.branches import Branch, branches_of
from community.discussion.pages.composing import customs_lines
from community.discussion.pages.drafts import Begun, fresh_reply
from community.discussion.pages.mentions import named_in
from community.discussion.pages.pen import pen_attributes
from community.discussion.pages.posts import PostView, Viewer, posts_with_marks
from community.discussion.pages.words import audience_line, names_line
from community.discussion.querysets import unread
from community.discussion.services import reactions_of
from core.kept import At, Kept
from core.numbers import number_in
from core.policy import Verdict

FACES = 6


@dataclass(frozen=True)
class Links:
    """First, previous, next, last: addresses by key, which no later post changes."""

    first: str = ""
    previous: str = ""
    following: str = ""
    last: str = ""


@dataclass(frozen=True)
class Sheet:
    thread: Thread
    opening: PostView | None
    endorsed: PostView | None
    branches: list[Branch]
    links: Links
    new_total: int
    may_reply: Verdict
    form: ReplyForm
    reply_to: PostView | None
    seen: list[int]
    new_url: str
    begun: Begun
    rights: Rights
    drawn_at: datetime = field(default_factory=timezone.now)
    focus: int = 0

    @property
    def views(self) -> list[PostView]:
        """The posts of this page in reading order."""
        below = (view for branch in self.branches for view in [branch.root, *branch.replies])
        return [view for view in (self.opening, *below) if view is not None]

    @property
    def next_key(self) -> str:
        """The last place of this page: what is new behind it is on another."""
        last = self.views[-1].post if self.views else None
        return f"{last.root_seq}.{last.seq}" if last else ""

    @classmethod
    def build(
        cls,
        *,
        request: HttpRequest,
        thread: Thread,
        form: ReplyForm | None = None,
        asked: QueryDict | None = None,
        focus: int = 0,
    ) -> "Sheet":
        """One query and the gate (two for a thread of many pages); the thread comes with its space, audience, scope and course.

        `asked` is the place to show when it is not that of the address, `focus` the post that has just been written.
        """
        asked = request.GET if asked is None else asked
        rights: Rights = request.rights  # type: ignore[attr-defined]
        may_reply = policies.can_reply(rights, thread)
        posts, links = page_of(asked, thread, rights)
        news = news_in(thread, posts, rights)
        place: dict[str, Any] = {"news": news, "here": _here(asked), "focus": focus}
        viewer = Viewer.of(rights, posts, thread, may_reply=bool(may_reply), **place)
        views = [viewer.see(post) for post in posts]
        by_pk = {view.post.pk: view for view in views}
        opening = views[0] if views and views[0].post.seq == OPENING else None
        begun = Begun.in_thread(request, thread)
        form = form or fresh_reply(thread, begun, asked)
        return cls(
            thread=thread,
            opening=opening,
            endorsed=_endorsed(thread, by_pk, viewer) if opening else None,
            branches=branches_of(views[1:] if opening else views),
            links=links,
            new_total=sum(bits.bit_count() for bits in news.values()),
            may_reply=may_reply,
            form=form,
            reply_to=by_pk.get(number_in(form["to"].value()) or 0),
            seen=[view.post.seq for view in views if view.is_new],
            new_url=_first_new(views, news),
            begun=begun,
            rights=rights,
            focus=focus,
        )

    @property
    def space(self) -> Space:
        return self.thread.space

    @property
    def naming(self) -> Anonymity:
        return policies.naming(self.rights, self.space)

    @property
    def customs(self) -> list[str]:
        return customs_lines(self.rights, [self.space], self.thread)

    @property
    def audience(self) -> str:
        return audience_line(self.thread.space, self.thread, naming=self.naming)

    @property
    def names_line(self) -> str:
        return names_line(self.thread.space) if self.naming != Anonymity.OFF else ""

    @property
    def earlier(self) -> Links:
        """The way back, above the posts."""
        return Links(first=self.links.first, previous=self.links.previous)

    @property
    def earlier_label(self) -> str:
        return _("Earlier posts")

    @property
    def news_from(self) -> Branch | None:
        """Where the line «new since your last visit» stands: not on a first visit, when everything is new."""
        if self.opening is not None and self.opening.is_new:
            return None
        return next((branch for branch in self.branches if branch.has_news), None)

    @property
    def answering(self) -> bool:
        """One post was chosen to be answered, so the field is where the reader goes on."""
        return self.reply_to is not None and not self.form.is_bound and not self.focus

    @property
    def reply_label(self) -> str:
        to = self.reply_to or self.opening
        return _("Your reply to %(name)s") % {"name": to.persona.name} if to and not to.is_gone else _("Your reply")

    @property
    def people(self) -> list[Persona]:
        """Who speaks on this page, each once."""
        found = {view.persona.pk: view.persona for view in self.views if not view.is_gone}
        return list(found.values())[:FACES]

    @property
    def people_line(self) -> str:
        return get_text_list([persona.short_name for persona in self.people], _("and"))

    @property
    def draft_key(self) -> str:
        return f"thread:{self.thread.pk}"

    @property
    def pen(self) -> SafeString:
        return pen_attributes(self.thread)


def news_in(thread: Thread, posts: list[Post], rights: Rights) -> dict[int, int]:
    """Chunk → bits of what is there and not read by this person. A thread of one page carries them in its posts, a longer
    one brings them with itself where it was found for its page."""
    if thread.last_seq > POSTS_PER_PAGE and hasattr(thread, "unread_chunks"):
        return {each["chunk"]: each["bits"] & ~each["seen"] for each in thread.unread_chunks or ()}
    if thread.last_seq > POSTS_PER_PAGE:
        rows = unread(LiveChunk.objects.filter(thread=thread), rights).values_list("chunk", "bits", "seen")
        return {chunk: bits & ~seen for chunk, bits, seen in rows}
    found: dict[int, int] = {}
    for post in posts:
        fresh = post.bit & ~post.seen if post.is_there else 0  # type: ignore[attr-defined]
        found[post.chunk] = found.get(post.chunk, 0) | fresh
    return found


def place_of(post: Post, rights: Rights) -> str:
    """The query of the page on which a post is read: the first, or one that begins with its branch (or with itself)."""
    there = Post.objects.filter(thread=post.thread_id).on_page_of(rights)
    if there.before(post.root_seq, post.seq)[:POSTS_PER_PAGE].count() < POSTS_PER_PAGE:
        return ""
    in_branch = there.filter(root_seq=post.root_seq, seq__lt=post.seq)[:POSTS_PER_PAGE].count()
    start = post.root_seq if in_branch < POSTS_PER_PAGE else post.seq
    return f"?from={post.root_seq}.{start}"


def _posts(rights: Rights, at: At, place: str, reacts: bool) -> "QuerySet[Post]":
    """Those of one page and one more; backwards where they are read from behind."""
    posts = posts_with_marks(rights, at.thread, reacts=reacts)
    if place in {"before", "last"}:
        found = posts.before(at.root, at.seq) if place == "before" else posts
        return found.order_by("-root_seq", "-seq")[: POSTS_PER_PAGE + 1]
    found = posts.starting_at(at.root, at.seq) if place == "from" else posts
    return found.in_reading_order()[: POSTS_PER_PAGE + 1]


POSTS = Kept(_posts)
ENDORSED = Kept(lambda rights, at, reacts: posts_with_marks(rights, at.thread, reacts=reacts).filter(pk=at.post))


def page_of(asked: QueryDict, thread: Thread, rights: Rights) -> tuple[list[Post], Links]:
    """One page by key, and one post more to know whether another page follows."""
    key = key_in(asked.get("from") or asked.get("before") or "")
    back = "last" in asked or (key is not None and "before" in asked)
    place = ("before" if key else "last") if back else "from" if key else "first"
    root, seq = key or (0, 0)
    found = POSTS.rows(rights, place, bool(reactions_of(thread.course)), thread=thread.pk, root=root, seq=seq)
    more = len(found) > POSTS_PER_PAGE
    if back:
        shown = found[:POSTS_PER_PAGE][::-1]
        return shown, _links(shown, more_before=more, more_after=key is not None)
    shown = found[:POSTS_PER_PAGE]
    return shown, _links(shown, more_before=key is not None, more_after=more)


def _links(posts: list[Post], *, more_before: bool, more_after: bool) -> Links:
    if not posts:
        return Links(first="?" if more_before else "")
    first, last = posts[0], posts[-1]
    return Links(
        first="?" if more_before else "",
        previous=f"?before={first.root_seq}.{first.seq}" if more_before else "",
        following=f"?from={last.root_seq}.{last.seq + 1}" if more_after else "",
        last="?last" if more_after else "",
    )


def key_in(text: str) -> tuple[int, int] | None:
    """Where in the order of a thread: its branch and its number."""
    root, _dot, seq = text.partition(".")
    key = number_in(root), number_in(seq)
    return None if key[0] is None or key[1] is None else (key[0], key[1])


def _here(asked: QueryDict) -> str:
    """The query of this page without the post to answer, ready to be added to."""
    query = asked.copy()
    query.pop("to", None)
    return f"{query.urlencode()}&" if query else ""


def _first_new(views: list[PostView], news: dict[int, int]) -> str:
    """Where the first new post is read: on this page, or where the thread finds it when it is asked."""
    here = next((view for view in views if view.is_new), None)
    if here is not None:
        return f"#{here.post.anchor}"
    return "?unread" if any(news.values()) else ""


def first_new(thread: Thread, rights: Rights) -> Post | None:
    """The first post in reading order that this person has not read, on whatever page."""
    posts = Post.objects.filter(thread=thread).visible_to(rights).exclude(state=State.HELD)
    return posts.unread_by(rights).in_reading_order().first()


def _endorsed(thread: Thread, by_pk: dict[int, PostView], viewer: Viewer) -> PostView | None:
    """The endorsed answer, which is read at the top and keeps its place."""
    if thread.endorsed_post_id is None:
        return None
    if thread.endorsed_post_id in by_pk:
        return by_pk[thread.endorsed_post_id]
    reacts = bool(reactions_of(thread.course))
    found = ENDORSED.first(viewer.rights, reacts, thread=thread.pk, post=thread.endorsed_post_id)
    if found is None:
        return None
    viewer.named.update(named_in([found], viewer.rights))
    return viewer.see(found)
