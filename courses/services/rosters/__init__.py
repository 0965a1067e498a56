"""Filling places from lists: reading, looking at what would happen, carrying it out."""

from courses.services.rosters.oneroster import RosterReport, bring_roster
from courses.services.rosters.running import carry_out_roster, expect_roster, resume_rosters, run_roster

__all__ = ["RosterReport", "bring_roster", "carry_out_roster", "expect_roster", "resume_rosters", "run_roster"]
