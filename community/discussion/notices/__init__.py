"""Whom we tell what of discussions."""

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
    "MyPostWarned",
    "MyQuestionPointed",
    "PostNotice",
    "ReplyToMe",
]
