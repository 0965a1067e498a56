"""A post as moderation sees it: what stood there, around it, and who could read it."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.models import Post, PostFile, PostRevision
from community.discussion.pages import permalink
from community.discussion.pages.words import reads_line
from moderation.extensions import ContentKind, Snapshot, kinds

NEIGHBOURS = 3


@kinds.register
class PostContent(ContentKind):
    key, label = "community.post", _("Post")

    def rows(self) -> QuerySet[Post]:
        related = ("author", "persona__user", "audience", "thread__space__group", "thread__scope", "thread__course")
        return Post.objects.select_related(*related)

    def get(self, object_id: int) -> Post:
        return self.rows().get(pk=object_id)

    def get_many(self, object_ids: Collection[int]) -> dict[int, Post]:
        return self.rows().in_bulk(object_ids)

    def may_see(self, rights: Rights, content: Any) -> bool:
        return bool(policies.can_read_post(rights, content))

    def author(self, content: Any) -> User:
        return content.author  # type: ignore[no-any-return]

    def scope(self, content: Any) -> Scope:
        return content.thread.scope  # type: ignore[no-any-return]

    def url(self, content: Any) -> str:
        return permalink(content)

    def snapshot(self, content: Any) -> Snapshot:
        post: Post = content
        around = Post.objects.filter(thread=post.thread_id).exclude(pk=post.pk).select_related("persona__user")
        before = list(around.before(post.root_seq, post.seq).order_by("-root_seq", "-seq")[:NEIGHBOURS])[::-1]
        after = list(around.starting_at(post.root_seq, post.seq).in_reading_order()[:NEIGHBOURS])
        choices = services.choices_of(post).splitlines()
        return Snapshot(
            title=post.thread.title,
            text="\n".join([post.text, *choices]),
            html=post.html + format_html_join("", "<p>{}</p>", ((choice,) for choice in choices)),
            author_id=post.author_id,
            persona=post.persona.name,
            audience_line=reads_line(post.thread),
            url=permalink(post),
            before=[_neighbour(each) for each in before if each.is_there],
            after=[_neighbour(each) for each in after if each.is_there],
            files=[f"{file.name} {file.stored.sha256}" for file in _files(post) if file.stored],
            edited_at=(post.edited_at or post.created_at).isoformat(),
        )

    def hide(self, content: Any) -> None:
        services.hide_post(content)

    def restore(self, content: Any) -> None:
        services.restore_post(content)


@kinds.register
class VersionContent(ContentKind):
    """What an answer that several write said before: hidden alone, while the answer stays."""

    key, label = "community.version", _("Version of a shared answer")

    def rows(self) -> QuerySet[PostRevision]:
        related = ("author", "persona__user", "post__audience", "post__thread__space__group", "post__thread__scope")
        rows = PostRevision.objects.filter(post__version__gt=0, author__isnull=False)
        return rows.select_related(*related, "post__thread__course")

    def get(self, object_id: int) -> PostRevision:
        return self.rows().get(pk=object_id)

    def get_many(self, object_ids: Collection[int]) -> dict[int, PostRevision]:
        return self.rows().in_bulk(object_ids)

    def may_see(self, rights: Rights, content: Any) -> bool:
        return bool(policies.can_read_version(rights, content.post, content))

    def author(self, content: Any) -> User:
        return content.author  # type: ignore[no-any-return]

    def scope(self, content: Any) -> Scope:
        return content.post.thread.scope  # type: ignore[no-any-return]

    def url(self, content: Any) -> str:
        """Its number is that of the answer, less those that were saved since."""
        later = Q(said_at__gt=content.said_at) | Q(said_at=content.said_at, pk__gt=content.pk)
        number = content.post.version - 1 - content.post.revisions.filter(later).count()
        return f"{reverse('community:post-history', args=[content.post.thread_id, content.post_id])}?version={number}"

    def snapshot(self, content: Any) -> Snapshot:
        post: Post = content.post
        return Snapshot(
            title=post.thread.title,
            text=content.text,
            html=content.html,
            author_id=content.author_id,
            persona=content.persona.name if content.persona is not None else "",
            audience_line=reads_line(post.thread),
            url=self.url(content),
            edited_at=content.said_at.isoformat(),
        )

    def hide(self, content: Any) -> None:
        services.hide_version(content)

    def restore(self, content: Any) -> None:
        services.restore_version(content)


def _files(post: Post) -> QuerySet[PostFile]:
    return post.files.filter(removed_at=None).select_related("stored").order_by("pk")


def _neighbour(post: Post) -> dict[str, str]:
    return {"who": post.persona.name, "text": post.text, "at": post.created_at.isoformat()}
