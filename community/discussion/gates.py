from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from community.discussion.choices import State
from community.discussion.models import Post
from community.discussion.policies import POSTING
from ethics.extensions import Corpus, Gate, corpora, gates


@gates.register
class PostGate(Gate):
    """The first word somebody writes where others read it."""

    key, label = POSTING, _("Post in a discussion")


@corpora.register
class Posts(Corpus):
    """What a dry run of a rule reads: texts only, and only counts leave it."""

    key = "community.posts"

    def iterate(self, scope: Scope, since: datetime) -> Iterator[str]:
        posts = Post.objects.filter(thread__scope__path__startswith=scope.path, created_at__gte=since)
        yield from posts.filter(state=State.POSTED).values_list("text", flat=True).iterator(chunk_size=500)
