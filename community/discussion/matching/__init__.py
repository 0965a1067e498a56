"""Finding places in texts of a course: words that were edited since, videos, and where to mark them. Pure functions."""
