"""The live process answers /live/ and its health, and no page."""

import asyncio
from typing import Any

import pytest

from config.live import application


def status_of(path: str) -> int:
    """What the ASGI application answers to a GET of this path."""
    sent: list[dict[str, Any]] = []
    asked: list[str] = []

    async def receive() -> dict[str, Any]:
        if asked:
            await asyncio.Event().wait()  # nobody hangs up
        asked.append(path)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
    }
    asyncio.run(application(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.django_db(transaction=True)
def test_health_is_answered_here_too() -> None:
    assert status_of("/healthz") == 200


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/metrics", "/healthz/more", "/live"])
def test_no_page_is_answered_beside_open_connections(path: str) -> None:
    assert status_of(path) == 404
