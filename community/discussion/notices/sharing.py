"""The shared answer of a thread that one follows says something else now: in the digest, and once until one has looked."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.discussion.events import SharedAnswerSaved
from community.discussion.models import Post
from community.discussion.notices.posts import PostNotice, following
from notifications.extensions import DIGEST, notices
from notifications.models import Notice


@notices.register
class FollowedAnswer(PostNotice):
    key, event, level, icon = "community.shared", SharedAnswerSaved, DIGEST, "people"
    label = gettext_lazy("Shared answers change in threads I follow")

    def recipients(self, event: SharedAnswerSaved) -> QuerySet[User]:
        fold = f"{self.key}:{self.fold(event)}"
        told = Notice.objects.filter(recipient=OuterRef("pk"), kind=self.key, fold=fold, read_at__isnull=True)
        return following(event.thread_id).exclude(pk=event.author_id).exclude(Exists(told))

    def subject(self, post: Post) -> str:
        return _("The shared answer has changed: %(title)s") % {"title": post.thread.shown_title}
