"""Small words to a post, where a course has chosen some: counted, and never shown with whose they are.

They are no event: nobody is told, no page is drawn anew, nothing is ordered by them.
"""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import Reaction
from community.discussion.models import Post, Reacted
from courses.models import Course
from courses.policies import can_keep_course


def reactions_of(course: Course | None) -> list[Reaction]:
    """Those that a course has chosen; none unless somebody did."""
    chosen = course.setting("reactions", []) if course is not None else []
    return [each for each in Reaction if each in chosen]


@transaction.atomic
def set_answering(*, actor: User, course: Course, shared: bool, reactions: Sequence[str]) -> None:
    """Whether people write shared answers in a course, and with which small words they may react."""
    can_keep_course(rights_of(actor), course).require()
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    chosen = [str(each) for each in Reaction if each in reactions]
    course.settings = course.settings | {"shared_answers": shared, "reactions": chosen}
    course.save(update_fields=["settings"])


@transaction.atomic
def react(*, actor: User, post: Post, reaction: Reaction, on: bool) -> Post:
    """Say it, or take it back; twice changes nothing."""
    policies.can_react(rights_of(actor), post, reaction, on=on).require()
    fresh = _lock(post)
    mine, _made = Reacted.objects.get_or_create(post=fresh, user=actor)
    bits = mine.bits | reaction.bit if on else mine.bits & ~reaction.bit
    _count(fresh, before=mine.bits, after=bits)
    if bits:
        Reacted.objects.filter(pk=mine.pk).update(bits=bits)
    else:
        mine.delete()
    return fresh


def said_by(user: User, post: Post) -> int:
    """The bits of what one person said to a post."""
    return Reacted.objects.filter(post=post, user=user).values_list("bits", flat=True).first() or 0


@transaction.atomic
def forget_reacted(reacted: Reacted) -> None:
    """Part of erasing a person: the counts lose what was theirs."""
    post = _lock(reacted.post)
    mine = Reacted.objects.filter(pk=reacted.pk).first()
    if mine is not None:
        _count(post, before=mine.bits, after=0)
        mine.delete()


def _lock(post: Post) -> Post:
    """The post alone, and nothing after it: so that nobody waits for anybody in a ring."""
    return Post.objects.select_for_update(of=("self",), no_key=True).select_related("thread__course").get(pk=post.pk)


def _count(post: Post, *, before: int, after: int) -> None:
    counts = dict(post.reactions)
    for each in Reaction:
        step = bool(after & each.bit) - bool(before & each.bit)
        counts[str(each)] = counts.get(str(each), 0) + step
    post.reactions = {key: n for key, n in counts.items() if n > 0}
    Post.objects.filter(pk=post.pk).update(reactions=post.reactions)
