"""The process that holds connections open: the same application, but it knows /live/ and its own health and nothing else.

A page that is asked for here would be answered beside connections that stay; so it is not.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from config.asgi import application as whole

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Pass on what is live; everything else is 404 without a page."""
    if scope["type"] == "http" and not _is_ours(scope["path"]):
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"Only live pages are answered here."})
        return
    await whole(scope, receive, send)  # type: ignore[arg-type]


def _is_ours(path: str) -> bool:
    return path == "/healthz" or path.startswith("/live/")
