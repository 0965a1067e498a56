"""Filling places from lists: reading, looking at what would happen, carrying it out."""

from courses.services.rosters.duties import answer_duty, proposed
from courses.services.rosters.oneroster import RosterReport, bring_roster
from courses.services.rosters.running import carry_out_roster, expect_roster, resume_rosters, run_roster
from courses.services.rosters.seats import turn_days

__all__ = [
    "RosterReport",
    "answer_duty",
    "bring_roster",
    "carry_out_roster",
    "expect_roster",
    "proposed",
    "resume_rosters",
    "run_roster",
    "turn_days",
]
