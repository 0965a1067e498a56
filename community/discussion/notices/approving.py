"""What waits for staff, what became of it, and that staff look first at what somebody writes."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import STAFF, Role
from accounts.models import Membership, User
from accounts.rights import Rights
from community.discussion.events import ApprovalAsked, FirstLookAgreed, FirstLookEnded, PostApproved, PostReturned
from community.discussion.models import Approval, FirstLook, Post
from community.discussion.notices.posts import PostNotice
from community.discussion.pages.words import permalink
from core.moments import weekday
from core.text import excerpt
from courses.models import Course
from notifications.extensions import DIGEST, NOW, Message, NoticeKind, Place, Rows, notices

_approvals = Approval.objects.select_related("course", "reviewer", "post__thread", "post__persona__user")
_approval = Rows("approval_id", _approvals.all)
_look = Rows("look_id", FirstLook.objects.select_related("course", "set_by").all)
LONGEST = 200


@notices.register
class PostWaits(NoticeKind):
    """To the reviewer; where nobody is named, to the staff of the course."""

    key, event, level, icon, tone = "community.approval", ApprovalAsked, NOW, "clock", "hold"
    label = gettext_lazy("A post waits until I have looked at it")
    roles = (Role.EDUCATOR, Role.ASSISTANT)
    about = (_approval,)
    place = Place("post_id", Post.objects.all, "thread__scope__path")

    def recipients(self, event: ApprovalAsked) -> QuerySet[User]:
        if event.reviewer_id:
            return User.objects.filter(pk=event.reviewer_id)
        course = Approval.objects.filter(pk=event.approval_id).values("course__scope")
        staff = Membership.objects.live().filter(scope__in=course, role__in=STAFF)
        return User.objects.filter(pk__in=staff.values("user"))

    def actor(self, event: Any) -> None:
        return None

    def fold(self, event: Any) -> str:
        """All that waits in a course comes in one mail."""
        return f"approval-{_approval(event).course_id}"

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        waiting = Approval.objects.visible_to(rights).waiting().filter(pk__in={each.approval_id for each in events})
        found = set(waiting.values_list("pk", flat=True))
        return [event.approval_id in found for event in events]

    def message(self, user: User, event: Any) -> Message:
        approval = _approval(event)
        names = {"name": approval.post.persona.name, "title": approval.post.thread.title}
        return Message(
            subject=_("%(name)s waits for your approval: %(title)s") % names,
            body=_("You promised to look at it by %(day)s. Until then nobody else reads it.")
            % {"day": weekday(approval.due_at)},
            url=f"{reverse('community:approvals', args=[approval.course.slug])}#w{approval.post_id}",
            about=approval.course.title,
        )

    def headline(self, messages: list[Message]) -> str:
        if len(messages) == 1:
            return messages[0].subject
        words = ngettext(
            "%(n)s post waits for your approval: %(title)s",
            "%(n)s posts wait for your approval: %(title)s",
            len(messages),
        )
        return words % {"n": len(messages), "title": messages[0].about}


class ToAuthor(PostNotice):
    about = (_approval,)

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id)

    def actor(self, event: Any) -> None:
        return None


@notices.register
class MyPostApproved(ToAuthor):
    key, event, level, icon = "community.approved", PostApproved, DIGEST, "check"
    label = gettext_lazy("A post of mine was approved")

    def subject(self, post: Post) -> str:
        return _("Others can read your post in %(title)s now") % {"title": post.thread.shown_title}


@notices.register
class MyPostReturned(ToAuthor):
    key, event, level, icon, tone = "community.returned", PostReturned, NOW, "reply", "hold"
    label = gettext_lazy("A post of mine came back from staff")

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """It stays in the inbox when its author has sent it again."""
        posts = {event.post_id for event in events}
        mine = Post.objects.visible_to(rights).filter(pk__in=posts, author=rights.user_id, approval__isnull=False)
        found = set(mine.values_list("pk", flat=True))
        return [event.post_id in found for event in events]

    def words(self, post: Post, event: PostReturned) -> Message:
        approval = _approval(event)
        body = excerpt(approval.words, LONGEST) if approval.is_returned else _("You have sent it again.")
        return Message(subject=self.subject(post), body=body, url=permalink(post), about=post.thread.shown_title)

    def subject(self, post: Post) -> str:
        return _("Your post came back with an answer: %(title)s") % {"title": post.thread.title}


class FirstLookNotice(NoticeKind):
    """To the one person whom it is about: never secret."""

    about = (_look,)
    place = Place("course_id", Course.objects.all)

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(pk=event.person_id)

    def actor(self, event: Any) -> None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        mine = FirstLook.objects.filter(person=rights.user_id, course__scope__in=rights.member_scopes)
        found = set(mine.filter(pk__in={event.look_id for event in events}).values_list("pk", flat=True))
        return [event.look_id in found for event in events]


@notices.register
class LookedAtFirst(FirstLookNotice):
    key, event, level, icon, tone = "community.first_look", FirstLookAgreed, NOW, "eye", "hold"
    label = gettext_lazy("Staff look first at what I write")

    def message(self, user: User, event: Any) -> Message:
        look = _look(event)
        words = {"name": look.set_by.name, "day": weekday(look.until), "reason": look.reason}
        return Message(
            subject=_("Staff look first at what you write in %(course)s") % {"course": look.course.title},
            body=_(
                "Until %(day)s your posts there wait until staff have looked at them. %(name)s gives this reason: %(reason)s"
            )
            % words,
            url=look.course.get_absolute_url(),
            about=look.course.title,
            whole=True,
        )


@notices.register
class NoLongerLookedAtFirst(FirstLookNotice):
    key, event, level, icon = "community.first_look_ended", FirstLookEnded, DIGEST, "check"
    label = gettext_lazy("Staff no longer look first at what I write")

    def message(self, user: User, event: Any) -> Message:
        course = _look(event).course
        return Message(
            subject=_("You post at once again in %(course)s") % {"course": course.title},
            body=_("Staff no longer look first at what you write there."),
            url=course.get_absolute_url(),
            about=course.title,
        )
