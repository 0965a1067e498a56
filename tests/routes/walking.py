"""Every address of the house, by name, and what an address needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

UNNAMED = {"django.views.static.serve"}


@dataclass(frozen=True)
class Route:
    name: str
    needs: frozenset[str]


def routes() -> list[Route]:
    """All named routes but the admin's, which stand behind one door of their own (see test_admin)."""
    found = {route.name: route for route in walk(get_resolver()) if not route.name.startswith("admin:")}
    return sorted(found.values(), key=lambda route: route.name)


def walk(resolver: URLResolver, spaces: tuple[str, ...] = (), needs: frozenset[str] = frozenset()) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        inner = needs | names_in(entry)
        if isinstance(entry, URLResolver):
            yield from walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Route(":".join((*spaces, entry.name)), inner - set(entry.default_args))


def names_in(entry: URLPattern | URLResolver) -> frozenset[str]:
    pattern = entry.pattern
    if isinstance(pattern, RegexPattern):
        return frozenset(pattern.regex.groupindex)
    return frozenset(getattr(pattern, "converters", {}))
