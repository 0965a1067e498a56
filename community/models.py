"""The models of every room, where Django looks for them."""

from community.discussion.models import (
    Endorsement,
    Following,
    Helped,
    LiveChunk,
    Origin,
    Persona,
    Post,
    PostRevision,
    ReadChunk,
    Space,
    Thread,
)
from community.people.models import Connection, GivenFact, Hello, Introduction, Suggestion

__all__ = [
    "Connection",
    "Endorsement",
    "Following",
    "GivenFact",
    "Hello",
    "Helped",
    "Introduction",
    "LiveChunk",
    "Origin",
    "Persona",
    "Post",
    "PostRevision",
    "ReadChunk",
    "Space",
    "Suggestion",
    "Thread",
]
