"""What people wrote in a forum: parents kept however deep, times and order kept, ties by source id."""

import re
from datetime import UTC, datetime
from html import escape
from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt

from core.text import clean_html
from courses.importers.moodle.backup import moment, text
from courses.importers.tree import PostNode, ThreadNode

_PLAIN, _MARKDOWN = "2", "4"
_SAFE_ALREADY = re.compile(r"(?:<p>[^<>\"]*</p>\s*)+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_markdown = MarkdownIt("commonmark", {"html": False})


def read_threads(forum: Element) -> tuple[ThreadNode, ...]:
    """Every discussion that holds a post, oldest first."""
    threads = [_thread(discussion) for discussion in forum.iter("discussion")]
    return tuple(sorted((thread for thread in threads if thread.posts), key=lambda thread: thread.posts[0].at))


def _thread(discussion: Element) -> ThreadNode:
    posts = sorted((_post(post) for post in discussion.iter("post")), key=lambda post: (post.at, _rank(post.source_id)))
    known = {post.source_id for post in posts}
    first = next((post.source_id for post in posts if post.parent not in known), "")
    kept = [_grounded(post, known, first) for post in posts]
    return ThreadNode(
        discussion.get("id", ""),
        " ".join(text(discussion, "name").split()),
        tuple(sorted(kept, key=lambda post: post.source_id != first)),
        pinned=text(discussion, "pinned") == "1",
        closed=text(discussion, "timelocked") not in {"", "0"},
    )


def _grounded(post: PostNode, known: set[str], first: str) -> PostNode:
    """An answer to something that the backup lacks answers the first post."""
    answered = post.parent if post.parent in known else first
    parent = "" if post.source_id == first else answered
    if parent == post.parent:
        return post
    return PostNode(post.source_id, parent, post.person, post.at, post.edited_at, post.html)


def _post(post: Element) -> PostNode:
    at, edited = moment(text(post, "created")) or _EPOCH, moment(text(post, "modified"))
    return PostNode(
        post.get("id", ""),
        text(post, "parent").removeprefix("0") if text(post, "parent") == "0" else text(post, "parent"),
        text(post, "userid"),
        at,
        edited if edited and edited > at else None,
        as_html(text(post, "message"), text(post, "messageformat")),
    )


def as_html(message: str, kind: str) -> str:
    """Safe HTML of a message, whatever format Moodle gave it."""
    if _SAFE_ALREADY.fullmatch(message):
        return message
    if kind == _PLAIN or "<" not in message:
        message = "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", message) if part.strip())
    elif kind == _MARKDOWN:
        message = _markdown.render(message)
    try:
        return clean_html(message)
    except ValidationError:
        return f"<p>{escape(re.sub('<[^>]*>', ' ', message)[:5000])}</p>"


def _rank(source_id: str) -> tuple[int, str]:
    return (int(source_id), "") if source_id.isdigit() else (0, source_id)
