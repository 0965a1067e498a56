"""A course again: a new run of it, one of its blocks elsewhere, and the list of what a person looks at afterwards."""

from courses.services.copying.checking import add_check, settle_checks
from courses.services.copying.dates import Day, days_of, shift_to
from courses.services.copying.one_block import copy_block
from courses.services.copying.running import expect_copy, resume_copies, run_copy

__all__ = [
    "Day",
    "add_check",
    "copy_block",
    "days_of",
    "expect_copy",
    "resume_copies",
    "run_copy",
    "settle_checks",
    "shift_to",
]
