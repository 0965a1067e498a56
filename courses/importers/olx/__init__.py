"""Open edX courses as they are exported: a tree of small XML files beside their HTML and media."""

from courses.importers.olx.reader import OlxReader

__all__ = ["OlxReader"]
