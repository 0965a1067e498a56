"""What can be found of a discussion: one document for each post, taken away in the same transaction as the post."""

from community.discussion.models import Post
from core.models import SearchDocument

KIND = "community.post"


def index(post: Post) -> None:
    """The document of a post that is there; of any other post, nothing."""
    if not post.is_there:
        forget(post)
        return
    SearchDocument.objects.update_or_create(
        kind=KIND,
        object_id=post.pk,
        defaults={
            "audience_id": post.audience_id,
            "title": post.thread.title if post.is_opening else "",
            "body": post.text,
            "written_at": post.created_at,
        },
    )


def forget(post: Post) -> None:
    SearchDocument.objects.filter(kind=KIND, object_id=post.pk).delete()
