"""Bringing a course in: read, clean, hash and stage outside; then one short write."""

from courses.services.imports.bringing import bring_in
from courses.services.imports.report import Report
from courses.services.imports.running import carry_out, expect_import, resume_imports, run_import

__all__ = ["Report", "bring_in", "carry_out", "expect_import", "resume_imports", "run_import"]
