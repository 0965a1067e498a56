"""Bringing a course in: read, clean, hash and stage outside; then short writes; and taking it out again."""

from courses.services.imports.bringing import bring_in
from courses.services.imports.places import folder_of_courses, place_on_server, places_on_server
from courses.services.imports.report import Report, by_reason
from courses.services.imports.running import carry_out, expect_import, resume_imports, run_import
from courses.services.imports.undoing import can_undo, take_out, undo_import

__all__ = [
    "Report",
    "bring_in",
    "by_reason",
    "can_undo",
    "carry_out",
    "expect_import",
    "folder_of_courses",
    "place_on_server",
    "places_on_server",
    "resume_imports",
    "run_import",
    "take_out",
    "undo_import",
]
