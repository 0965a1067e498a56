"""Who is told what about reports, decisions and appeals. Nothing that goes to an author names a reporter."""

from moderation.notices import author, desk, others

__all__ = ["author", "desk", "others"]
