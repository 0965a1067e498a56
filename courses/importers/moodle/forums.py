"""What people wrote in a forum: parents kept however deep, times and order kept, ties by source id."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import clean_html
from courses.importers.moodle.backup import moment, text
from courses.importers.moodle.words import PLAIN, as_markup
from courses.importers.naming import plain_title
from courses.importers.threads import grown
from courses.importers.tree import PostNode, ThreadNode

_SAFE_ALREADY = re.compile(r"(?:<p>[^<>\"]*</p>\s*)+")
_NEEDS_READING = re.compile(
    r"<(?:a|img|table|h[1-6]|pre|iframe|object|video|audio|span)\b|@@PLUGINFILE@@|\$@", re.IGNORECASE
)
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TITLE = 200
_LONGEST = 50_000


@dataclass
class ForumReader:
    """`rich` reads a message with links and pictures, `attached` lists what hangs on a post, `note` reports what is left."""

    rich: Callable[[str, str], str]
    attached: Callable[[str], str]
    note: Callable[[str], None]
    groups_apart: bool = False
    for_some: bool = False

    def read(self, forum: Element) -> tuple[ThreadNode, ...]:
        """Every discussion that holds a post, oldest first."""
        open_to_all, apart = [], 0
        for discussion in forum.iter("discussion"):
            group = text(discussion, "groupid")
            if self.for_some or (self.groups_apart and group.isdecimal() and group != "0"):
                apart += 1
            else:
                open_to_all.append(self._thread(discussion))
        if apart:
            words = ngettext(
                "%(n)s discussion that only one group could read; here everybody in the course would.",
                "%(n)s discussions that only one group could read; here everybody in the course would.",
                apart,
            )
            self.note(words % {"n": apart})
        return tuple(sorted((each for each in open_to_all if each.posts), key=lambda each: each.posts[0].at))

    def _thread(self, discussion: Element) -> ThreadNode:
        found = list(discussion.iter("post"))
        public = [post for post in found if text(post, "privatereplyto") in {"", "0"} and text(post, "deleted") != "1"]
        private = sum(text(post, "privatereplyto") not in {"", "0"} for post in found)
        if private:
            words = ngettext("%(n)s reply that only one person could read.", "%(n)s replies that only one person could read.", private)  # fmt: skip
            self.note(words % {"n": private})
        return ThreadNode(
            f"discussion/{discussion.get('id', '')}",
            plain_title(text(discussion, "name"))[:_TITLE],
            grown(self._post(post) for post in public),
            pinned=text(discussion, "pinned") == "1",
            closed=text(discussion, "timelocked") not in {"", "0"},
        )

    def _post(self, post: Element) -> PostNode:
        at, edited = moment(text(post, "created")) or _EPOCH, moment(text(post, "modified"))
        number, message = post.get("id", ""), text(post, "message")
        parent = text(post, "parent")
        html = self._words(message, text(post, "messageformat"), number) + self.attached(number)
        return PostNode(
            number,
            "" if parent == "0" else parent,
            text(post, "userid"),
            at,
            edited if edited and edited > at else None,
            html or f"<p>{escape(text(post, 'subject') or _('(without words)'))}</p>",
        )

    def _words(self, message: str, kind: str, number: str) -> str:
        """A message with links or pictures is read like a page; everything else the short way."""
        if kind != PLAIN and len(message) <= _LONGEST and _NEEDS_READING.search(found := as_markup(message, kind)):
            return _HEADING.sub(r"<\1p>", self.rich(found, number))
        return as_html(message, kind)


def as_html(message: str, kind: str) -> str:
    """Safe HTML of a message, whatever format Moodle gave it."""
    if _SAFE_ALREADY.fullmatch(message):
        return message
    message = as_markup(message, kind)
    try:
        return clean_html(message, limit=_LONGEST)
    except ValidationError:
        return f"<p>{escape(re.sub('<[^>]*>', ' ', message)[:_LONGEST])}</p>"
