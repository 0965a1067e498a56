"""Open pages that listen: who they are, what they have seen, and the one task of a process that looks for news."""

from notifications.streams.admitting import Refused, admit
from notifications.streams.hub import MOST_HERE, hub
from notifications.streams.stream import Stream, work

__all__ = ["MOST_HERE", "Refused", "Stream", "admit", "hub", "work"]
