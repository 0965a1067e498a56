"""Verbs of discussions, one module for each noun."""

from community.discussion.services.announcing import announcement_space, post_announcement
from community.discussion.services.arriving import (
    Piece,
    close_down,
    hand_over_posts,
    prepared,
    receive,
    why_it_stays,
    withdraw,
)
from community.discussion.services.drafts import keep_draft
from community.discussion.services.editing import delete, edit, erase, undo
from community.discussion.services.enacting import hide_post, restore_post
from community.discussion.services.marks import (
    follow,
    forget_helped,
    mark_helped,
    read,
    read_if_possible,
    unfollow,
    unmark_helped,
)
from community.discussion.services.mentions import forget_mentions, mentionable, offered, render
from community.discussion.services.pointing import point, unpoint
from community.discussion.services.polls import Ballot, forget_votes, start_poll, vote
from community.discussion.services.posting import open_conversation, reply, start_thread
from community.discussion.services.prompting import give_later
from community.discussion.services.reading import (
    CHOICES,
    FOLLOW,
    MUTE,
    PLAIN,
    end_feed,
    forget_saved,
    read_all,
    remind_due,
    renew_feed,
    save_post,
    set_following,
    set_words,
    unread_from,
)
from community.discussion.services.search import KIND, choices_of, document_of, forget, index
from community.discussion.services.spaces import open_space, open_spaces, readers_of
from community.discussion.services.tally import check_discussions
from community.discussion.services.tending import (
    close_thread,
    endorse,
    pin_thread,
    reopen_thread,
    unpin_thread,
    withdraw_endorsement,
)
from community.discussion.services.terms import Terms, publish_due

__all__ = [
    "CHOICES",
    "FOLLOW",
    "KIND",
    "MUTE",
    "PLAIN",
    "Ballot",
    "Piece",
    "Terms",
    "announcement_space",
    "check_discussions",
    "choices_of",
    "close_down",
    "close_thread",
    "delete",
    "document_of",
    "edit",
    "end_feed",
    "endorse",
    "erase",
    "follow",
    "forget",
    "forget_helped",
    "forget_mentions",
    "forget_saved",
    "forget_votes",
    "give_later",
    "hand_over_posts",
    "hide_post",
    "index",
    "keep_draft",
    "mark_helped",
    "mentionable",
    "offered",
    "open_conversation",
    "open_space",
    "open_spaces",
    "pin_thread",
    "point",
    "post_announcement",
    "prepared",
    "publish_due",
    "read",
    "read_all",
    "read_if_possible",
    "readers_of",
    "receive",
    "remind_due",
    "render",
    "renew_feed",
    "reopen_thread",
    "reply",
    "restore_post",
    "save_post",
    "set_following",
    "set_words",
    "start_poll",
    "start_thread",
    "undo",
    "unfollow",
    "unmark_helped",
    "unpin_thread",
    "unpoint",
    "unread_from",
    "vote",
    "why_it_stays",
    "withdraw",
    "withdraw_endorsement",
]
