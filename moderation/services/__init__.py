"""Verbs of reports, cases, decisions and appeals, one module for each noun."""

from moderation.services.appeals import appeal, begin_reading, decide_appeal
from moderation.services.cases import hand_over, show_again, show_names
from moderation.services.decisions import confirm, decide, decline
from moderation.services.looks import answer_look, ask_again
from moderation.services.reports import hide_at_once, report
from moderation.services.watch import watch

__all__ = [
    "answer_look",
    "appeal",
    "ask_again",
    "begin_reading",
    "confirm",
    "decide",
    "decide_appeal",
    "decline",
    "hand_over",
    "hide_at_once",
    "report",
    "show_again",
    "show_names",
    "watch",
]
