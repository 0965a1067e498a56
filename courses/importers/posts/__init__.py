"""Our own format for what people said, as JSON Lines or CSV (docs/post-format.md)."""

from courses.importers.posts.reader import FIELDS, PostsReader, guarded

__all__ = ["FIELDS", "PostsReader", "guarded"]
