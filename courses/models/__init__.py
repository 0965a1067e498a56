"""A course: its chapters, units and outcomes, the parts of a unit, and the placements of tools in it."""

from courses.models.course import Course, OldSlug, Series, Source, Term
from courses.models.doors import Invitation, InvitationMail, JoinLink, UnitVisit
from courses.models.files import CourseFile, Import
from courses.models.placements import Placement
from courses.models.rosters import Departure, Roster, RosterRecord
from courses.models.runs import Copying, RunCheck
from courses.models.units import Chapter, Outcome, Part, Unit

__all__ = [
    "Chapter",
    "Copying",
    "Course",
    "CourseFile",
    "Departure",
    "Import",
    "Invitation",
    "InvitationMail",
    "JoinLink",
    "OldSlug",
    "Outcome",
    "Part",
    "Placement",
    "Roster",
    "RosterRecord",
    "RunCheck",
    "Series",
    "Source",
    "Term",
    "Unit",
    "UnitVisit",
]
