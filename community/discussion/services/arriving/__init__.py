"""What people said elsewhere comes in: prepared outside, written piece by piece, and taken out again on an undo."""

from community.discussion.services.arriving.claiming import hand_over_posts
from community.discussion.services.arriving.preparing import Piece, prepared
from community.discussion.services.arriving.undoing import close_down, why_it_stays, withdraw
from community.discussion.services.arriving.writing import receive

__all__ = ["Piece", "close_down", "hand_over_posts", "prepared", "receive", "why_it_stays", "withdraw"]
