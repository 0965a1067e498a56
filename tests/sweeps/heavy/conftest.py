"""The world of the routes, for those who send them something odd."""

from tests.routes.conftest import bar_counted_once, world

__all__ = ["bar_counted_once", "world"]
