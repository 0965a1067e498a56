"""Places to talk, what is said in them, and what readers did with it."""

from community.discussion.models.anchors import Anchor
from community.discussion.models.approving import Approval, FirstLook
from community.discussion.models.carrying import CarryConsent, Carrying
from community.discussion.models.drafts import Draft
from community.discussion.models.files import PostFile
from community.discussion.models.marking import Mark, MarkEntry, Release
from community.discussion.models.marks import Endorsement, Following, Helped, LiveChunk, Reacted, ReadChunk
from community.discussion.models.names import Airing, Unveiling
from community.discussion.models.origins import Origin
from community.discussion.models.places import Space, Thread
from community.discussion.models.polls import Poll, PollChoice, Vote
from community.discussion.models.posts import Mention, Persona, Post, PostRevision
from community.discussion.models.prompts import Later
from community.discussion.models.reading import Feed, ReadingHabit, Saved
from community.discussion.models.tending import SavedReply, Tending

__all__ = [
    "Airing",
    "Anchor",
    "Approval",
    "CarryConsent",
    "Carrying",
    "Draft",
    "Endorsement",
    "Feed",
    "FirstLook",
    "Following",
    "Helped",
    "Later",
    "LiveChunk",
    "Mark",
    "MarkEntry",
    "Mention",
    "Origin",
    "Persona",
    "Poll",
    "PollChoice",
    "Post",
    "PostFile",
    "PostRevision",
    "Reacted",
    "ReadChunk",
    "ReadingHabit",
    "Release",
    "Saved",
    "SavedReply",
    "Space",
    "Tending",
    "Thread",
    "Unveiling",
    "Vote",
]
