"""What the logs say, and what they never say."""

import json
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from core import logs

if TYPE_CHECKING:
    from django.test import Client


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    settings = logs.configure(json=True, level="INFO")["formatters"]["facts"]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in settings.items() if k != "()"}))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    logs.requests.setLevel("INFO")
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def facts(kept: Kept) -> list[dict[str, Any]]:
    return [json.loads(line) for line in kept.lines]


@pytest.mark.django_db
def test_request_is_one_line_with_its_route_and_no_address(client: "Client", kept: Kept) -> None:
    response = client.get("/accounts/login/?next=/secret-token/")
    (line,) = [line for line in facts(kept) if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "account_login", 200)
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert "secret-token" not in "".join(kept.lines)


@pytest.mark.django_db
def test_id_of_a_proxy_is_kept_when_it_is_one(client: "Client") -> None:
    assert client.get("/healthz", headers={"x-request-id": "abcdef123456"}).headers["X-Request-ID"] == "abcdef123456"
    assert client.get("/healthz", headers={"x-request-id": "<script>"}).headers["X-Request-ID"] != "<script>"


def test_task_knows_the_request_that_asked_for_it() -> None:
    structlog.contextvars.bind_contextvars(request_id="abc12345")
    headers: dict[str, Any] = {}
    logs._carry(headers=headers)
    assert headers == {"request_id": "abc12345"}
    structlog.contextvars.clear_contextvars()


@pytest.mark.django_db
def test_sign_in_leaves_neither_address_nor_password(client: "Client", kept: Kept) -> None:
    client.post("/accounts/login/", {"login": "cleo@example.org", "password": "tree-house-7"})
    logging.getLogger("somewhere").warning("could not write to %s", "cleo@example.org")
    said = "".join(kept.lines)
    assert "cleo" not in said
    assert "tree-house-7" not in said
    assert "[address]" in said
