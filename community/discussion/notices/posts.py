"""Whom we tell what: answers to me now, the rest in the digest. Words name the persona, never the author."""

from dataclasses import replace
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import STAFF, Role
from accounts.models import AudienceUserPermission, Membership, User
from accounts.rights import Rights
from accounts.services.audiences import memberships_by_audience
from community.discussion.choices import State, ThreadKind
from community.discussion.events import (
    Announced,
    AnswerEndorsed,
    Mentioned,
    ReminderDue,
    Replied,
    ThreadPointed,
    ThreadStarted,
)
from community.discussion.models import Endorsement, Following, Mention, Post, Thread
from community.discussion.pages.about import NOT_OF_POSTS, OF_POSTS, about_for
from community.discussion.pages.words import permalink, teaser
from community.discussion.querysets import WRITTEN
from notifications.extensions import DIGEST, NOW, Message, NoticeKind, Place, notices


class PostNotice(NoticeKind):
    """About one post: told as long as it is there, its reader may read it, and has not blocked who wrote it by name."""

    place = Place("post_id", Post.objects.all, "thread__scope__path")

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        there = Post.objects.visible_to(rights).heard_by(rights).filter(state=State.POSTED)
        there = there.filter(pk__in={event.post_id for event in events})
        found = set(there.values_list("pk", flat=True))
        return [event.post_id in found for event in events]

    def message(self, user: User, event: Any) -> Message:
        return self.messages(user, [event])[0]

    def messages(self, user: User, events: list[Any]) -> list[Message]:
        rows = Post.objects.select_related("persona__user", "thread", OF_POSTS).defer(*NOT_OF_POSTS)
        posts, rights = rows.in_bulk({event.post_id for event in events}), Rights(user)
        return [_told(rights, posts[each.post_id], self.words(posts[each.post_id], each)) for each in events]

    def words(self, post: Post, event: Any) -> Message:
        return Message(
            subject=self.subject(post), body=teaser(post), url=permalink(post), about=post.thread.shown_title
        )

    def subject(self, post: Post) -> str:
        raise NotImplementedError


def _told(rights: Rights, post: Post, message: Message) -> Message:
    """With what its thread is about, for those who may read that at this moment."""
    about = about_for(rights, post)
    return replace(message, body=f"{about}\n{message.body}") if about else message


def muting(thread_id: int) -> Coalesce:
    """Whether a person muted this thread (True) or follows it (False): the thread counts before its place, that before
    the course; nothing where they said nothing."""
    thread = Thread.objects.filter(pk=thread_id).values_list("space_id", "course__scope_id").first() or (0, 0)
    mine = Following.objects.filter(user=OuterRef("pk")).values("muted")
    said = [mine.filter(thread=thread_id), mine.filter(space=thread[0]), mine.filter(scope=thread[1] or 0)]
    return Coalesce(*(Subquery(each[:1], output_field=BooleanField(null=True)) for each in said))


def unmuted(people: QuerySet[User], thread_id: int) -> QuerySet[User]:
    return people.annotate(mutes=muting(thread_id)).filter(Q(mutes=False) | Q(mutes__isnull=True))


def following(thread_id: int) -> QuerySet[User]:
    """Who follows the thread, its place or its course, and reads it at this moment."""
    thread = Thread.objects.select_related("audience", "space", "scope").get(pk=thread_id)
    wide = User.objects.annotate(mutes=muting(thread_id)).filter(mutes=False)
    by_role = Q(pk__in=memberships_by_audience(thread.audience).values("user"))
    named = Q(pk__in=thread.audience.members.values("user"))
    guests = AudienceUserPermission.objects.filter(content_object=thread.audience, permission__codename="read_audience")
    return unheld(wide.filter(by_role | named | Q(pk__in=guests.values("user"))), thread)


def unheld(people: QuerySet[User], thread: Thread) -> QuerySet[User]:
    """Where one writes before one reads: those who have, and the staff and mentors. Elsewhere everybody."""
    if not thread.space.write_first:
        return people
    here = Post.objects.filter(space__placement=thread.space.placement_id, audience=thread.audience_id)
    written = here.filter(author=OuterRef("pk"), state__in=WRITTEN)
    free = Membership.objects.live().filter(role__in=[*STAFF, Role.MENTOR], scope__in=thread.scope.ancestor_ids)
    return people.filter(Exists(written) | Q(pk__in=free.values("user")))


def told_here(thread_id: int) -> Exists:
    """A conversation (a pair's) is told of by the app whose place it is in."""
    return Exists(Thread.objects.filter(pk=thread_id).exclude(kind=ThreadKind.CONVERSATION))


def asked(event: Replied) -> QuerySet[User]:
    """The asker, when this answers their question directly."""
    question = Thread.objects.filter(pk=event.thread_id, kind=ThreadKind.QUESTION, author=OuterRef("pk"))
    direct = event.to_author_id == event.asker_id and event.to_opening
    people = User.objects.filter(Exists(question), pk=event.asker_id).exclude(pk=event.author_id)
    return people if direct else people.none()


def answered(event: Replied) -> QuerySet[User]:
    """Who wrote what this replies to."""
    return User.objects.filter(told_here(event.thread_id), pk=event.to_author_id).exclude(pk=event.author_id)


@notices.register
class AnswerToMyQuestion(PostNotice):
    key, label, event, level = "community.answer", gettext_lazy("Somebody answers my question"), Replied, NOW
    icon = "talk"

    def recipients(self, event: Replied) -> QuerySet[User]:
        return unmuted(asked(event), event.thread_id)

    def headline(self, messages: list[Message]) -> str:
        if len(messages) == 1:
            return messages[0].subject
        words = ngettext(
            "%(n)s answer to your question: %(title)s", "%(n)s answers to your question: %(title)s", len(messages)
        )
        return words % {"n": len(messages), "title": messages[0].about}

    def subject(self, post: Post) -> str:
        return _("%(name)s answered your question: %(title)s") % {"name": post.persona.name, "title": post.thread.title}


@notices.register
class ReplyToMe(PostNotice):
    key, label, event, level = "community.reply", gettext_lazy("Somebody replies to me"), Replied, NOW
    icon = "reply"

    def recipients(self, event: Replied) -> QuerySet[User]:
        return unmuted(answered(event).exclude(pk__in=asked(event)), event.thread_id)

    def subject(self, post: Post) -> str:
        title = {"name": post.persona.name, "title": post.thread.shown_title}
        return _("%(name)s replied to you in %(title)s") % title


@notices.register
class NamedMe(PostNotice):
    key, label, event, level = "community.mention", gettext_lazy("Somebody names me in a post"), Mentioned, NOW
    icon = "user"

    def recipients(self, event: Mentioned) -> QuerySet[User]:
        return unmuted(User.objects.filter(pk__in=event.user_ids).exclude(pk=event.author_id), event.thread_id)

    def subject(self, post: Post) -> str:
        title = {"name": post.persona.name, "title": post.thread.shown_title}
        return _("%(name)s named you in %(title)s") % title


@notices.register
class FollowedThread(PostNotice):
    key, label, event, level = "community.followed", gettext_lazy("New in threads I follow"), Replied, DIGEST
    icon = "talk"

    def recipients(self, event: Replied) -> QuerySet[User]:
        told = {event.author_id, event.to_author_id}
        named = Mention.objects.filter(post=event.post_id).values("user")
        return following(event.thread_id).filter(told_here(event.thread_id)).exclude(pk__in=told).exclude(pk__in=named)

    def subject(self, post: Post) -> str:
        title = {"name": post.persona.name, "title": post.thread.shown_title}
        return _("%(name)s wrote in %(title)s") % title


@notices.register
class FollowedPlace(PostNotice):
    key, event, level = "community.started", ThreadStarted, DIGEST
    label, icon = gettext_lazy("New threads in units and courses I follow"), "talk"

    def recipients(self, event: ThreadStarted) -> QuerySet[User]:
        return following(event.thread_id).filter(told_here(event.thread_id)).exclude(pk=event.author_id)

    def actor(self, event: Any) -> int | None:
        """Also of what lost its name since: a question to the staff, shown to all before this was heard."""
        lost = Post.objects.filter(pk=event.post_id, persona__anonymous=True).exists()
        return None if lost else super().actor(event)

    def subject(self, post: Post) -> str:
        return _("%(name)s began: %(title)s") % {"name": post.persona.name, "title": post.thread.shown_title}


@notices.register
class Remembered(PostNotice):
    key, event, level = "community.reminder", ReminderDue, NOW
    label, icon = gettext_lazy("Posts I wanted to be reminded of"), "clock"

    def recipients(self, event: ReminderDue) -> QuerySet[User]:
        return User.objects.filter(pk=event.user_id)

    def actor(self, event: Any) -> None:
        return None

    def subject(self, post: Post) -> str:
        return _("You wanted to come back to: %(title)s") % {"title": post.thread.shown_title}


@notices.register
class MyAnswerEndorsed(PostNotice):
    key, event, level = "community.endorsed", AnswerEndorsed, DIGEST
    label = gettext_lazy("My answer is endorsed")
    icon, tone = "seal", "endorsed"

    def recipients(self, event: AnswerEndorsed) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id).exclude(pk=event.by_id)

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        posts = {event.post_id for event in events}
        live = Endorsement.objects.filter(post__in=posts, withdrawn_at__isnull=True)
        endorsed = set(live.values_list("post_id", flat=True))
        pairs = zip(events, super().allowed(rights, events), strict=True)
        return [may and event.post_id in endorsed for event, may in pairs]

    def actor(self, event: AnswerEndorsed) -> int:
        return event.by_id

    def subject(self, post: Post) -> str:
        return _("Your answer is endorsed: %(title)s") % {"title": post.thread.shown_title}

    def read_ahead(self, events: list[Any]) -> None:
        """The reasons of all of them: a reason is what one wants to read."""
        live = Endorsement.objects.filter(post__in={event.post_id for event in events}, withdrawn_at__isnull=True)
        reasons = {each.post_id: f"{each.by.name}: {each.reason}" for each in live.select_related("by")}
        for event in events:
            event.__dict__["_reason"] = reasons.get(event.post_id, "")

    def words(self, post: Post, event: Any) -> Message:
        if "_reason" not in event.__dict__:
            self.read_ahead([event])
        return Message(subject=self.subject(post), body=event.__dict__["_reason"], url=permalink(post))


@notices.register
class MyQuestionPointed(PostNotice):
    key, event, level = "community.pointed", ThreadPointed, DIGEST
    label, icon = gettext_lazy("Somebody finds that my question was asked before"), "same"

    def recipients(self, event: ThreadPointed) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id).exclude(pk=event.by_id)

    def actor(self, event: ThreadPointed) -> int:
        return event.by_id

    def subject(self, post: Post) -> str:
        return _("Asked before, with answers: %(title)s") % {"title": post.thread.shown_title}


@notices.register
class Announcement(PostNotice):
    """To everybody who reads it; whoever blocked its author is told all the same."""

    key, label, event, level = "community.announcement", gettext_lazy("Announcements of my courses"), Announced, DIGEST
    icon = "megaphone"
    urgent = False

    def recipients(self, event: Announced) -> QuerySet[User]:
        if event.urgent != self.urgent:
            return User.objects.none()
        thread = Thread.objects.select_related("audience").get(pk=event.thread_id)
        readers = memberships_by_audience(thread.audience).values("user")
        return User.objects.filter(pk__in=readers).exclude(pk=event.author_id)

    def actor(self, event: Any) -> None:
        return None

    def subject(self, post: Post) -> str:
        return _("Announcement: %(title)s") % {"title": post.thread.title}


@notices.register
class UrgentAnnouncement(Announcement):
    """One that cannot wait for a digest; its reason says why."""

    key, label, level = "community.urgent", gettext_lazy("Urgent announcements of my courses"), NOW
    urgent = True

    def subject(self, post: Post) -> str:
        return _("Urgent: %(title)s") % {"title": post.thread.title}

    def words(self, post: Post, event: Any) -> Message:
        told = super().words(post, event)
        return Message(told.subject, f"{post.thread.urgent_reason}\n{told.body}", told.url, told.about)
