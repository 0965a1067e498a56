"""Whom we tell what of discussions."""

from community.discussion.notices.marks import MyMark
from community.discussion.notices.own import MyFileRefused, MyPostWarned
from community.discussion.notices.posts import (
    FollowedPlace,
    FollowedThread,
    MyQuestionPointed,
    PostNotice,
    ReplyToMe,
)

__all__ = [
    "FollowedPlace",
    "FollowedThread",
    "MyFileRefused",
    "MyMark",
    "MyPostWarned",
    "MyQuestionPointed",
    "PostNotice",
    "ReplyToMe",
]
