"""Places to talk, what is said in them, and what readers did with it."""

from community.discussion.models.marks import Endorsement, Following, Helped, LiveChunk, ReadChunk
from community.discussion.models.origins import Origin
from community.discussion.models.places import Space, Thread
from community.discussion.models.posts import Persona, Post, PostRevision

__all__ = [
    "Endorsement",
    "Following",
    "Helped",
    "LiveChunk",
    "Origin",
    "Persona",
    "Post",
    "PostRevision",
    "ReadChunk",
    "Space",
    "Thread",
]
