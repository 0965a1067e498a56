"""Names in a post as this reader sees them: a link to the profile where they may open it, else what was typed."""

import re
from collections.abc import Iterable

from django.utils.html import format_html

from accounts.models import User
from accounts.rights import Rights
from community.discussion.models import Mention, Post

People = dict[str, User]
MARKED = re.compile(r'<span class="mention">@([\w-]{1,40})</span>')


def named_in(posts: Iterable[Post], rights: Rights) -> dict[int, People]:
    """Post id → short name → the person, where this reader may see them. One query, and none where nobody is named."""
    ids = [post.pk for post in posts if MARKED.search(post.html)]
    if not ids:
        return {}
    seen = User.objects.seen_by(rights).values("pk")
    found: dict[int, People] = {}
    for mention in Mention.objects.filter(post__in=ids, user__in=seen).select_related("user"):
        found.setdefault(mention.post_id, {})[str(mention.user.handle).lower()] = mention.user
    return found


def with_names(html: str, people: People) -> str:
    """Safe HTML of a post with the names of these people in place of their short names."""
    if not people:
        return html

    def name(match: re.Match[str]) -> str:
        person = people.get(match[1].lower())
        if person is None:
            return match[0]
        return format_html('<a class="mention" href="{}">@{}</a>', person.get_absolute_url(), person.name)

    return MARKED.sub(name, html)


def names_for(people: Iterable[User], rights: Rights) -> People:
    """Those of them whom this reader may see, by their short names."""
    ids = [person.pk for person in people]
    return (
        {str(person.handle).lower(): person for person in User.objects.seen_by(rights).filter(pk__in=ids)}
        if ids
        else {}
    )
