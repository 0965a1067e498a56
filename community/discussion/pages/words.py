"""Sentences and addresses that several pages share."""

from django.urls import reverse
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import UserState
from accounts.models import Audience
from community.discussion.choices import ThreadKind
from community.discussion.models import Persona, Post, Space, Thread
from community.extensions import space_kinds
from core.text import excerpt


def thread_url(thread: Thread) -> str:
    """Where a thread is read: its course's address, or that of the app whose space it is in."""
    kind = space_kinds.get(thread.space.kind)
    own = kind.thread_url(thread) if kind else None
    if own is not None:
        return own
    if thread.course is None:
        return reverse("community:thread-short", args=[thread.pk])
    title = slugify(thread.shown_title, allow_unicode=True)[:60].strip("-") or "thread"
    return reverse("community:thread", args=[thread.course.slug, thread.pk, title])


def space_url(space: Space) -> str:
    kind = space_kinds.get(space.kind)
    return kind.url(space) if kind else "/"


def permalink(post: Post) -> str:
    return reverse("community:post", args=[post.thread_id, post.pk])


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


def audience_line(space: Space, thread: Thread | None = None) -> str:
    """Who will read what one writes here, before the first keystroke."""
    kind = space_kinds.get(space.kind)
    if space.course_id is None and kind is not None:
        return kind.door_plate(space)
    if thread is not None and thread.audience_id != space.audience_id:
        who = {"readers": readers(thread.audience), "group": thread.scope.name}
        return _("%(readers)s in %(group)s will read this, with your name.") % who
    who = {"readers": readers(space.audience)}
    if space.group_id is not None and space.group is not None:
        line = _("%(readers)s in %(group)s will read this, with your name.") % {**who, "group": space.group.name}
    else:
        line = _("%(readers)s in this course will read this, with your name.") % who
    return f"{line} {_('Mentors are not staff here.')}" if space.audience.mentors else line


def reads_line(thread: Thread) -> str:
    """Who reads a thread, for the record."""
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
    if persona.user.state == UserState.PLACEHOLDER and not persona.anonymous:
        return _("from an earlier course")
    return persona.title or ("" if persona.shape != "student" else _("Student"))
