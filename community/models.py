"""The models of every room, where Django looks for them."""

from community.discussion.models import (
    Draft,
    Endorsement,
    Feed,
    Following,
    Helped,
    LiveChunk,
    Origin,
    Persona,
    Post,
    PostRevision,
    ReadChunk,
    ReadingHabit,
    Saved,
    Space,
    Thread,
)
from community.people.models import Connection, GivenFact, Hello, Introduction, Suggestion

__all__ = [
    "Connection",
    "Draft",
    "Endorsement",
    "Feed",
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
    "ReadingHabit",
    "Saved",
    "Space",
    "Suggestion",
    "Thread",
]
