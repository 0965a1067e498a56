"""What follows from events: what can be found. Hiding and deleting take the document away themselves, at once."""

from community.discussion import services
from community.discussion.events import Announced, PostEdited, Replied, ThreadStarted
from community.discussion.models import Post
from core.events import listen


def _index(post_id: int) -> None:
    post = Post.objects.select_related("thread").filter(pk=post_id).first()
    if post is not None:
        services.index(post)


@listen(ThreadStarted)
def index_question(event: ThreadStarted) -> None:
    _index(event.post_id)


@listen(Announced)
def index_announcement(event: Announced) -> None:
    _index(event.post_id)


@listen(Replied)
def index_reply(event: Replied) -> None:
    _index(event.post_id)


@listen(PostEdited)
def index_edit(event: PostEdited) -> None:
    _index(event.post_id)
