"""Queries whose SQL is written once for each kind of reader, not at each visit.

Assembling a long query from Python objects costs more than asking it. A kept query is built from stand-ins: in place of the
reader and of what is asked for stand *places*, which are filled when it is asked. What is kept holds the words of the query
and the kind of reader (which sets of rights are empty), never a value of a reader: a stand-in has none to give, and a query
that would keep a moment is refused.
"""

from core.kept.places import Place, PlacedSet, Unplaced, now, today
from core.kept.queries import Kept
from core.kept.readers import At, composed

__all__ = ["At", "Kept", "Place", "PlacedSet", "Unplaced", "composed", "now", "today"]
