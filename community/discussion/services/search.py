"""What can be found of a discussion: one document for each post, taken away in the same transaction as the post."""

from collections.abc import Iterable

from community.discussion.choices import ThreadKind
from community.discussion.models import PollChoice, Post
from core import search
from core.models import SearchDocument

KIND = "community.post"


def document_of(post: Post) -> SearchDocument:
    """The words of a post that is there, for its audience; the opening post carries the title."""
    return SearchDocument(
        kind=KIND,
        object_id=post.pk,
        audience_id=post.audience_id,
        title=post.thread.title if post.is_opening else "",
        body=f"{post.text}\n{choices}" if (choices := choices_of(post)) else post.text,
        written_at=post.created_at,
    )


def choices_of(post: Post) -> str:
    """What a poll lets people choose, which nobody reads in its words alone."""
    if not post.is_opening or post.thread.kind != ThreadKind.POLL:
        return ""
    found = PollChoice.objects.filter(poll__thread=post.thread_id).order_by("position")
    return "\n".join(found.values_list("text", flat=True))


def index(post: Post) -> None:
    """The document of a post that is there; of any other post, nothing."""
    search.index(KIND, [post.pk])


def index_many(posts: Iterable[Post]) -> None:
    """The documents of posts that have just come in, none of which was known: one statement, no events."""
    SearchDocument.objects.bulk_create(document_of(post) for post in posts)


def forget(post: Post) -> None:
    search.forget(KIND, [post.pk])
