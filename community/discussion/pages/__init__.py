"""What the pages of discussions show."""

from community.discussion.pages.acts import (
    AnnouncePage,
    DeletePage,
    EditPage,
    EndorsePage,
    HistoryPage,
    WarnPage,
    groups_of,
)
from community.discussion.pages.lists import DiscussionsPage
from community.discussion.pages.panel import panels_of, spaces_of
from community.discussion.pages.sheet import Sheet, first_new, place_of
from community.discussion.pages.thread import ThreadPage, find_post, find_thread
from community.discussion.pages.words import permalink, thread_url

__all__ = [
    "AnnouncePage",
    "DeletePage",
    "DiscussionsPage",
    "EditPage",
    "EndorsePage",
    "HistoryPage",
    "Sheet",
    "ThreadPage",
    "WarnPage",
    "find_post",
    "find_thread",
    "first_new",
    "groups_of",
    "panels_of",
    "permalink",
    "place_of",
    "spaces_of",
    "thread_url",
]
