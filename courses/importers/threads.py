"""What people wrote, put into an order that can be written: parents before answers, times as they were, ties by source id."""

import re
from collections.abc import Iterable
from dataclasses import replace
from heapq import heappop, heappush

from courses.importers.tree import PostNode

_NUMBER = re.compile(r"[0-9]{1,18}")


def grown(posts: Iterable[PostNode]) -> tuple[PostNode, ...]:
    """The posts of one discussion, each once, the first one first, and no post before the one it answers.

    An answer to something that is missing, to itself or round in a circle answers the first post. Times are never changed.
    """
    known: dict[str, PostNode] = {}
    for post in sorted(posts, key=_age):
        known.setdefault(post.source_id, post)
    if not known:
        return ()
    first = next((post for post in known.values() if post.parent not in known), next(iter(known.values())))
    return _in_order(_grounded(known, first), first.source_id)


def _grounded(known: dict[str, PostNode], first: PostNode) -> dict[str, PostNode]:
    """Every post with a way up to the first one."""
    held = {first.source_id}
    found = {first.source_id: replace(first, parent="") if first.parent else first}
    for post in known.values():
        way: list[PostNode] = []
        seen: set[str] = set()
        above: PostNode | None = post
        while above is not None and above.source_id not in held and above.source_id not in seen:
            seen.add(above.source_id)
            way.append(above)
            above = known.get(above.parent)
        if way and (above is None or above.source_id not in held):
            lost = way[-1] if above is None else post
            way = [replace(each, parent=first.source_id) if each is lost else each for each in way]
            way = way if above is None else way[:1]
        for each in way:
            held.add(each.source_id)
            found[each.source_id] = each
    return found


def _in_order(posts: dict[str, PostNode], first: str) -> tuple[PostNode, ...]:
    answers: dict[str, list[PostNode]] = {}
    for post in posts.values():
        answers.setdefault(post.parent, []).append(post)
    waiting = [(_age(posts[first]), first)]
    order: list[PostNode] = []
    while waiting:
        _, number = heappop(waiting)
        order.append(posts[number])
        for answer in answers.get(number, ()):
            heappush(waiting, (_age(answer), answer.source_id))
    return tuple(order)


def _age(post: PostNode) -> tuple[object, int, str]:
    """By time, then by the number that the source gave it."""
    number = post.source_id
    return (post.at, int(number) if _NUMBER.fullmatch(number) else 0, number)
