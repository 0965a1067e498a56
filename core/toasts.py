"""What has just happened, in one line, with a way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

UNDO = "undo:"


def toast(request: HttpRequest, text: str | Promise, *, undo: str = "") -> None:
    """Say it on the next page (or part) shown. `undo` is an address that takes a POST."""
    messages.success(request, str(text), extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_of(tags: str) -> str:
    """The address kept in the tags of a message, or nothing."""
    return next((tag.removeprefix(UNDO) for tag in tags.split() if tag.startswith(UNDO)), "")
