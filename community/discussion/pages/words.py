"""Sentences and addresses that several pages share."""

import re
from functools import lru_cache

from django.urls import reverse
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import UserState
from accounts.models import Audience
from community.discussion.choices import Anonymity, ThreadKind
from community.discussion.models import Persona, Post, Space, Thread
from community.extensions import space_kinds
from core.addresses import address
from core.text import excerpt


def thread_url(thread: Thread) -> str:
    """Where a thread is read: its course's address, or that of the app whose space it is in."""
    kind = space_kinds.get(thread.space.kind)
    own = kind.thread_url(thread) if kind else None
    if own is not None:
        return own
    if thread.course is None:
        return reverse("community:thread-short", args=[thread.pk])
    return thread_url_in(thread.course.slug, thread.pk, thread.shown_title)


def thread_url_in(course: str, pk: int, title: str) -> str:
    """The address of a thread of a course."""
    return address("community:thread", course, pk, _title_words(title))


@lru_cache(5000)
def _title_words(title: str) -> str:
    return slugify(title, allow_unicode=True)[:60].strip("-") or "thread"


def space_url(space: Space) -> str:
    kind = space_kinds.get(space.kind)
    return kind.url(space) if kind else "/"


def permalink(post: Post) -> str:
    return address("community:post", post.thread_id, post.pk)


def readers(audience: Audience) -> str:
    """ "42 students, 3 staff and 2 mentors": who reads, in numbers and roles."""
    counted = [
        (audience.students, ngettext("%(n)s student", "%(n)s students", audience.students)),
        (audience.staff, ngettext("%(n)s member of staff", "%(n)s staff", audience.staff)),
        (audience.mentors, ngettext("%(n)s mentor", "%(n)s mentors", audience.mentors)),
        (audience.others, ngettext("%(n)s other person", "%(n)s other people", audience.others)),
    ]
    parts = [words % {"n": number} for number, words in counted if number]
    return get_text_list(parts, _("and")) if parts else _("Nobody else so far")


def audience_line(space: Space, thread: Thread | None = None, *, naming: Anonymity = Anonymity.OFF) -> str:
    """Who will read what one writes here, and under which name, before the first keystroke."""
    kind = space_kinds.get(space.kind)
    if space.course_id is None and kind is not None:
        return kind.door_plate(space)
    if thread is not None and thread.privacy:
        return private_line(thread.audience)
    if thread is not None and thread.audience_id != space.audience_id:
        return _in_group(thread.audience, thread.scope.name, naming)
    if space.group_id is not None and space.group is not None:
        line = _in_group(space.audience, space.group.name, naming)
    else:
        line = {
            Anonymity.OFF: _("%(readers)s in this course will read this, with your name."),
            Anonymity.CHOICE: _("%(readers)s in this course will read this, with your name or without, as you choose."),
            Anonymity.ALWAYS: _("%(readers)s in this course will read this, without your name."),
        }[naming] % {"readers": readers(space.audience)}
    return f"{line} {_('Mentors are not staff here.')}" if space.audience.mentors else line


def private_line(audience: Audience) -> str:
    """Who reads a private question: so many staff, and its author."""
    words = ngettext(
        "%(n)s member of staff and its author read this. Nobody else sees that it is there.",
        "%(n)s staff and its author read this. Nobody else sees that it is there.",
        audience.staff,
    )
    return words % {"n": audience.staff}


def _in_group(audience: Audience, group: str, naming: Anonymity) -> str:
    return {
        Anonymity.OFF: _("%(readers)s in %(group)s will read this, with your name."),
        Anonymity.CHOICE: _("%(readers)s in %(group)s will read this, with your name or without, as you choose."),
        Anonymity.ALWAYS: _("%(readers)s in %(group)s will read this, without your name."),
    }[naming] % {"readers": readers(audience), "group": group}


def names_line(space: Space) -> str:
    """Who sees the name of somebody who writes without it."""
    if space.veiled:
        return _("Others see a made-up name. Staff can open yours, and each time that is logged.")
    return _("Others see a made-up name. Staff see yours.")


def reads_line(thread: Thread) -> str:
    """Who reads a thread, for the record."""
    if thread.privacy:
        return private_line(thread.audience)
    return _("Read by %(readers)s") % {"readers": readers(thread.audience)}


WORDS = 280


def teaser(post: Post) -> str:
    """The first words of a post; of one that asks first, only what it warns of."""
    return warned(post.warning_line) if post.warning_line else excerpt(post.text, WORDS)


def warned(line: str) -> str:
    return _("Content warning: %(words)s. Open it to read.") % {"words": line}


def course_of(thread: Thread) -> str:
    return thread.course.title if thread.course else ""


def began(thread: Thread, persona: Persona | None) -> str:
    """ "Tomas Lindqvist asked": who began a thread, and how."""
    name = {"name": persona.name if persona else _("Somebody")}
    return {
        ThreadKind.QUESTION: _("%(name)s asked"),
        ThreadKind.CLAIM: _("%(name)s claimed"),
        ThreadKind.RESOURCE: _("%(name)s shared"),
        ThreadKind.POLL: _("%(name)s asked everybody"),
        ThreadKind.ANNOUNCEMENT: _("%(name)s announced"),
        ThreadKind.DISCUSSION: _("%(name)s began"),
    }.get(ThreadKind(thread.kind), "%(name)s") % name


def act(kind: str) -> str:
    """What the button says, named after the act."""
    return {
        ThreadKind.QUESTION: _("Post question"),
        ThreadKind.CLAIM: _("Post claim"),
        ThreadKind.RESOURCE: _("Share resource"),
    }.get(ThreadKind(kind), _("Post"))


def role_words(persona: Persona) -> str:
    """What somebody is here, in words, beside the badge of staff and mentors."""
    if persona.anonymous:
        return _("name not shown")
    if persona.user.state == UserState.PLACEHOLDER:
        return _("from an earlier course")
    return persona.title or ("" if persona.shape != "student" else _("Student"))


def folds(words: list[str] | None, html: str) -> bool:
    """Whether a post has one of these words, each as a whole word (with * at its end: as a beginning)."""
    if not words:
        return False
    each = (re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"\b") for word in words)
    return bool(re.search(rf"\b(?:{'|'.join(each)})", re.sub(r"<[^>]*>", " ", html), re.IGNORECASE))
