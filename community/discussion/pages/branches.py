"""A thread as branches: each first-level reply with what was answered to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.discussion.pages.posts import PostView


@dataclass(frozen=True)
class Branch:
    """A first-level reply with the replies below it. Without a root, it goes on from the page before."""

    root: PostView | None
    replies: list[PostView]

    @property
    def label(self) -> str:
        return self.root.replies_to_label if self.root else ""

    @property
    def has_news(self) -> bool:
        return self.new > 0

    @property
    def new(self) -> int:
        """How many posts of the branch are new on this page."""
        return sum(view.is_new for view in [self.root, *self.replies] if view is not None)

    @property
    def new_below(self) -> int:
        return sum(view.is_new for view in self.replies)


def branches_of(views: Sequence[PostView]) -> list[Branch]:
    found: list[Branch] = []
    for view in views:
        if view.post.root_id is None:
            found.append(Branch(view, []))
        elif found and (found[-1].root is None or found[-1].root.post.pk == view.post.root_id):
            found[-1].replies.append(view)
        else:
            found.append(Branch(None, [view]))
    return found
