from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Page(Protocol):
    """A frozen dataclass for each template, shared by the whole page and its HTMX part."""

    @property
    def template(self) -> str: ...


def show(
    request: HttpRequest, page: Page, *, part: str | None = None, status: int = 200, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """Render the page, or only its named part where HTMX asked for it."""
    htmx = getattr(request, "htmx", None)
    name = f"{page.template}#{part}" if part and htmx and not htmx.boosted else page.template
    return render(request, name, {"page": page, **(extra or {})}, status=status)
