"""Backups of Moodle 3.9 to 4.5: sections, activities, files, forums with what people wrote."""

from courses.importers.moodle.reader import MoodleReader

__all__ = ["MoodleReader"]
