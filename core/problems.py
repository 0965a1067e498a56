"""What people see when something went wrong before, or instead of, the page they wanted. None of it asks the database."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

THEMES = {"light", "dark"}
RETRY = 30
"""Seconds after which it is worth asking again."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what cannot be read, 413 for what is too much."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent)
    return plain_page(request, 413 if too_much else 400)


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = plain_page(request, 429)
    response.headers["Retry-After"] = str(RETRY)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500 for a mistake of ours; 503 where the database is away, which mends itself."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = plain_page(request, 503)
        response.headers["Retry-After"] = str(RETRY)
        return response
    return plain_page(request, 500)


def plain_page(request: HttpRequest, status: int, template: str = "", **more: object) -> HttpResponse:
    """A page in the house's look that knows nobody: no session, no person, no menus."""
    theme = request.COOKIES.get("theme", "")
    context = {"theme": theme if theme in THEMES else "", "request_id": getattr(request, "request_id", ""), **more}
    return HttpResponse(render_to_string(template or f"{status}.html", context), status=status)
