"""Finding things: one language to ask in, one seam with two engines, one way to show what was found.

The index says where words are; who may see them is asked anew each time, of the rows themselves (`Findable.openable`).
"""

from core.search.asking import Asked
from core.search.documents import forget, index, rebuild
from core.search.engines import engine, matching
from core.search.marking import excerpt, marked, shared

__all__ = ["Asked", "engine", "excerpt", "forget", "index", "marked", "matching", "rebuild", "shared"]
