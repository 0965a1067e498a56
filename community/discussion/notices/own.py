"""What happens to somebody's own post, and is told to nobody else."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.discussion.events import FileRefused, PostWarned
from community.discussion.models import Post
from community.discussion.notices.posts import PostNotice
from community.discussion.pages.words import permalink
from notifications.extensions import DIGEST, NOW, Message, notices


@notices.register
class MyPostWarned(PostNotice):
    key, event, level, icon = "community.warned", PostWarned, DIGEST, "eye-off"
    label = gettext_lazy("Staff ask readers first before they open my post")

    def recipients(self, event: PostWarned) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id).exclude(pk=event.by_id)

    def actor(self, event: PostWarned) -> int:
        return event.by_id

    def subject(self, post: Post) -> str:
        return _("Readers are asked first before they open your post in %(title)s") % {"title": post.thread.shown_title}


@notices.register
class MyFileRefused(PostNotice):
    key, event, level, icon = "community.file", FileRefused, NOW, "warning"
    label = gettext_lazy("A file of mine could not be kept")

    def recipients(self, event: FileRefused) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id)

    def subject(self, post: Post) -> str:
        return _("A file of yours could not be kept in %(title)s") % {"title": post.thread.shown_title}

    def words(self, post: Post, event: FileRefused) -> Message:
        words = _(
            "The virus scanner found something in “%(name)s”, so nobody can open it. This often comes from elsewhere, "
            "without anybody's fault: please check the device it comes from. The rest of your post stands."
        )
        body = words % {"name": event.file}
        return Message(subject=self.subject(post), body=body, url=permalink(post), about=post.thread.shown_title)
