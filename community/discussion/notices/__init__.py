"""Whom we tell what of discussions."""

from community.discussion.notices.approving import (
    LookedAtFirst,
    MyPostApproved,
    MyPostReturned,
    NoLongerLookedAtFirst,
    PostWaits,
)
from community.discussion.notices.carrying import AskedToCarry
from community.discussion.notices.marks import MyMark
from community.discussion.notices.own import MyFileRefused, MyPostWarned
from community.discussion.notices.posts import (
    FollowedPlace,
    FollowedThread,
    MyQuestionPointed,
    PostNotice,
    ReplyToMe,
)
from community.discussion.notices.private import AskedToShow, ShowingAnswered
from community.discussion.notices.sharing import FollowedAnswer
from community.discussion.notices.tending import MyThreadTended

__all__ = [
    "AskedToCarry",
    "AskedToShow",
    "FollowedAnswer",
    "FollowedPlace",
    "FollowedThread",
    "LookedAtFirst",
    "MyFileRefused",
    "MyMark",
    "MyPostApproved",
    "MyPostReturned",
    "MyPostWarned",
    "MyQuestionPointed",
    "MyThreadTended",
    "NoLongerLookedAtFirst",
    "PostNotice",
    "PostWaits",
    "ReplyToMe",
    "ShowingAnswered",
]
