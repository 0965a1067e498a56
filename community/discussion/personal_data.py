"""What discussions know of a person: what they wrote, followed, read and found helpful."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from accounts.rights import Rights
from community.discussion import services
from community.discussion.choices import Reaction, State
from community.discussion.models import (
    Airing,
    Approval,
    CarryConsent,
    Draft,
    Feed,
    FirstLook,
    Following,
    Helped,
    Later,
    Mark,
    Mention,
    Post,
    PostRevision,
    Reacted,
    ReadChunk,
    ReadingHabit,
    Saved,
    SavedReply,
    Tending,
    Thread,
    Unveiling,
    Vote,
)
from community.discussion.pages.words import course_of


@personal_data.register
class DiscussionData(PersonalData):
    key, label = "community.discussion", _("What you wrote in discussions")

    def export(self, user: User) -> dict[str, Any]:
        return _written(user) | _chosen(user) | _marked(user) | _tended(user)

    def erase(self, user: User) -> None:
        """The words go; where somebody answered, an empty place stays. Marks go with no trace."""
        services.forget_carrying(user)
        for post in Post.objects.filter(author=user).exclude(state=State.DELETED):
            services.erase(post)
        services.forget_versions(user)
        services.forget_files(user)
        for reacted in Reacted.objects.filter(user=user).select_related("post"):
            services.forget_reacted(reacted)
        for helped in Helped.objects.filter(user=user).select_related("post"):
            services.forget_helped(helped)
        services.forget_mentions(user)
        services.forget_votes(user)
        Draft.objects.filter(user=user).delete()
        SavedReply.objects.filter(owner=user).delete()
        Tending.objects.filter(by=user).update(reason="")
        Following.objects.filter(user=user).delete()
        FirstLook.objects.filter(person=user).delete()
        FirstLook.objects.filter(set_by=user).update(reason="")
        Approval.objects.filter(Q(post__author=user) | Q(decided_by=user)).update(words="")
        for marks in (ReadChunk, Saved, Feed, ReadingHabit, Later, Mark):
            marks.objects.filter(user=user).delete()

    def hand_over(self, old: User, new: User) -> None:
        services.hand_over_posts(old, new)


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*names))


def _written(user: User) -> dict[str, Any]:
    posts = Post.objects.filter(author=user).exclude(state=State.DELETED)
    posts = posts.select_related("thread__course", "persona").order_by("created_at", "pk").prefetch_related("revisions")
    return {
        "posts": _posts(user, posts),
        "files": services.files_of(user),
        "drafts": _rows(Draft.objects.filter(user=user), "title", "source", "saved_at"),
        "versions": [_version(each) for each in PostRevision.objects.filter(author=user).order_by("said_at", "pk")],
        "named_in": list(Mention.objects.filter(user=user).order_by("pk").values_list("post_id", flat=True)),
        "waited_for_staff": _rows(
            Approval.objects.filter(post__author=user), "post_id", "sent_at", "state", "decided_at", "words"
        ),
        "carried": [_carried(each) for each in CarryConsent.objects.filter(user=user).order_by("pk")],
    }


def _chosen(user: User) -> dict[str, Any]:
    """What they said to what others wrote, and how they read."""
    return {
        "reactions": [
            {"post_id": each.post_id, "said": [str(kind) for kind in Reaction if each.bits & kind.bit]}
            for each in Reacted.objects.filter(user=user).order_by("pk")
        ],
        "helped": _rows(Helped.objects.filter(user=user), "post_id", "since"),
        "following": _rows(Following.objects.filter(user=user), "thread_id", "space_id", "scope_id", "muted"),
        "saved": _rows(Saved.objects.filter(user=user), "post_id", "since", "remind_at"),
        "feeds": _rows(Feed.objects.filter(user=user), "unit_id", "made_at"),
        "words": list(ReadingHabit.objects.filter(user=user).order_by("pk").values_list("words", flat=True)),
        "votes": _votes(user),
        "read": _rows(ReadChunk.objects.filter(user=user), "thread_id", "chunk", "bits"),
    }


def _marked(user: User) -> dict[str, Any]:
    """What staff set and said for them."""
    marks = Mark.objects.filter(user=user, released_with__isnull=False)
    looks = FirstLook.objects.filter(person=user)
    return {
        "later_dates": _rows(Later.objects.filter(user=user), "placement_id", "until"),
        "first_looks": _rows(looks, "course__title", "reason", "until", "set_at", "ended_at"),
        "marks": _rows(marks, "placement_id", "released_given", "released_comment"),
    }


def _tended(user: User) -> dict[str, Any]:
    """What they did for others."""
    return {
        "asked_to_show": _rows(Airing.objects.filter(asked_by=user), "thread_id", "asked_at", "answer"),
        "names_opened": _rows(Unveiling.objects.filter(by=user), "thread_id", "at"),
        "looked_at_first": _rows(Approval.objects.filter(decided_by=user), "post_id", "state", "decided_at", "words"),
        "tended": _rows(Tending.objects.filter(by=user), "act", "thread_id", "reason", "at"),
        "saved_replies": _rows(SavedReply.objects.filter(owner=user), "title", "source"),
    }


def _readable(user: User, thread_ids: Iterable[int]) -> dict[int, str]:
    """The titles that they may read now; the others are words of somebody else, in a place that they left."""
    threads = Thread.objects.visible_to(Rights(user)).filter(pk__in=set(thread_ids))
    return {thread.pk: thread.shown_title for thread in threads}


def _posts(user: User, posts: Iterable[Post]) -> list[dict[str, Any]]:
    posts = list(posts)
    titles = _readable(user, (post.thread_id for post in posts))
    own = {post.thread_id: post.thread.title for post in posts if post.is_opening}
    return [_post(post) | {"thread": (own | titles).get(post.thread_id, "")} for post in posts]


def _votes(user: User) -> list[dict[str, Any]]:
    """What they chose: in words where they may read it, else by its place in the list."""
    votes = list(Vote.objects.filter(user=user).select_related("choice__poll").order_by("at", "pk"))
    titles = _readable(user, (vote.choice.poll.thread_id for vote in votes))
    return [
        {
            "thread_id": (thread := vote.choice.poll.thread_id),
            "choice": vote.choice.text if thread in titles else "",
            "number": vote.choice.position + 1,
            "at": vote.at,
        }
        for vote in votes
    ]


def _version(revision: PostRevision) -> dict[str, Any]:
    """What they saved of an answer that several write, and others have changed since."""
    return {"post_id": revision.post_id, "at": revision.said_at.isoformat(), "source": revision.source}


def _carried(consent: CarryConsent) -> dict[str, Any]:
    """What they said about one thread, and their words as they stand in the later run."""
    there = Post.objects.filter(author=consent.stand_in_id or 0, state=State.POSTED).order_by("pk")
    said = {"thread_id": consent.carrying.thread_id, "answer": consent.answer, "at": consent.answered_at}
    return said | {"posts": list(there.values_list("source", flat=True))}


def _post(post: Post) -> dict[str, Any]:
    return {
        "course": course_of(post.thread),
        "at": post.created_at.isoformat(),
        "state": post.state,
        "shown_as": post.persona.label if post.persona.anonymous else "",
        "source": post.source,
        "follow_up": post.follow_up,
        "saved_so_often": post.version,
        "warned_of": post.warning_line,
        "ai": post.ai,
        "ai_words": post.ai_words,
        "before_edits": [
            {"until": each.replaced_at.isoformat(), "source": each.source}
            for each in post.revisions.all()
            if each.author_id in {None, post.author_id}
        ],
    }
