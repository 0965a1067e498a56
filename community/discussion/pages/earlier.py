"""What somebody may have written in an earlier course, shown to whom it is offered."""

from dataclasses import dataclass
from itertools import islice

from accounts.models import Placeholder, User
from community.discussion.models import Post

SAMPLES = 3


@dataclass(frozen=True)
class Offer:
    placeholder: Placeholder
    posts: int
    samples: list[Post]

    @property
    def name(self) -> str:
        return self.placeholder.user.name


@dataclass(frozen=True)
class EarlierPage:
    """Each name with a few of its first words, so that nobody says yes to what is not theirs."""

    offers: list[Offer]
    template: str = "community/earlier.html"

    @classmethod
    def build(cls, *, user: User) -> "EarlierPage":
        offered = Placeholder.objects.filter(offered_to=user, declined_at__isnull=True)
        placeholders = list(offered.select_related("user").order_by("pk")[:20])
        posts: dict[int, list[Post]] = {each.user_id: [] for each in placeholders}
        written = Post.objects.filter(author__in=posts, state="posted").order_by("created_at", "pk")
        for post in written.select_related("thread__course").defer("source", "html"):
            posts[post.author_id].append(post)
        return cls(
            [Offer(each, len(posts[each.user_id]), list(islice(posts[each.user_id], SAMPLES))) for each in placeholders]
        )
