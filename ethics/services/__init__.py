"""Verbs of the rules, one module for each noun."""

from ethics.services.acceptances import accept, agree, meet
from ethics.services.drafts import (
    add_clause,
    copy_to_new_version,
    discard,
    edit_clause,
    edit_version,
    move_clause,
    remove_clause,
    start_policy,
)
from ethics.services.dry_run import dry_run
from ethics.services.nudges import ask, count_answers, nudges_for
from ethics.services.reading import reading_age
from ethics.services.starter import plant_starter
from ethics.services.texts import text_hash
from ethics.services.versions import approve, begin, request_review, schedule, send_back, withdraw

__all__ = [
    "accept",
    "add_clause",
    "agree",
    "approve",
    "ask",
    "begin",
    "copy_to_new_version",
    "count_answers",
    "discard",
    "dry_run",
    "edit_clause",
    "edit_version",
    "meet",
    "move_clause",
    "nudges_for",
    "plant_starter",
    "reading_age",
    "remove_clause",
    "request_review",
    "schedule",
    "send_back",
    "start_policy",
    "text_hash",
    "withdraw",
]
