"""What the logs say, and what they never say."""

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from celery import shared_task
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.models import User
from config.urls import urlpatterns as house
from core import logs, outbox
from core.models import OutboxEvent
from notifications import services
from notifications.models import DigestSchedule, Mail
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed
from tests.notifications.mailservers import Office, serving

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.conftest import Cast


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
    logging.getLogger("mail.log").setLevel("WARNING")  # the mail server of the test, not ours
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


MARKED = ["Zaphoria", "zaphoria@marked.example", "quixotic-giraffe", "unguessable-token", "Velvet-Password-9"]


def broken(request: HttpRequest, token: str) -> HttpResponse:
    raise ValueError(MARKED[2])


urlpatterns = [path("broken/<str:token>/", broken, name="broken"), *house]


@shared_task(name="tests.stumble")
def stumble() -> None:
    try:
        {}[MARKED[0]]
    except KeyError as error:
        raise ValueError(MARKED[2]) from error


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_whatever_happens_no_log_line_has_a_word_of_anybody(
    cast: "Cast", kept: Kept, settings: "SettingsWrapper", client: "Client"
) -> None:
    """She signs in, posts, is mailed, is refused, and things break around her."""
    name, address, words, token, password = MARKED
    User.objects.filter(pk=cast.cleo.pk).update(name=name, email=address)
    agreed([cast.cleo, cast.fay])
    DigestSchedule.objects.create(user=cast.cleo, quiet_from=None, quiet_until=None)
    client.post("/accounts/login/", {"login": address, "password": password})
    thread = thread_by(User.objects.get(pk=cast.cleo.pk), space_in(cast), title=words, source=words)
    client.force_login(cast.fay)
    said = {"source": f"{words} {name}", "token": token}
    assert client.post(reverse("community:thread-reply", args=[thread.pk]), said).status_code == 302
    for pk in OutboxEvent.objects.values_list("pk", flat=True):
        outbox.handle(pk)
    client.raise_request_exception = False
    assert client.get(f"/broken/{token}/").status_code == 500
    client.get(f"/notices/stop/{token}/")
    settings.CELERY_TASK_EAGER_PROPAGATES = False
    stumble.apply(throw=False)
    settings.EMAIL_TIMEOUT, settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = 2, "", "", 0
    with serving(Office(to_recipient=[f"550 nobody <{address}> here"])):
        Mail.objects.update(due_at=timezone.now())
        services.send_due()
    lines = "\n".join(kept.lines)
    assert {"request failed", "task failed"} <= {line["event"] for line in facts(kept)}
    assert "ValueError" in lines
    assert "was refused: 550 nobody [address] here" in lines
    assert [word for word in MARKED if word.lower() in lines.lower()] == []


def test_task_logs_under_the_id_of_its_request(kept: Kept) -> None:
    task = SimpleNamespace(name="tests.stumble", request=SimpleNamespace(request_id="abc12345"))
    logs._take_up(task=task, task_id="of-its-own")
    logging.getLogger("somewhere").warning("it goes on")
    logs._lay_down()
    (line,) = facts(kept)
    assert (line["request_id"], line["task"]) == ("abc12345", "tests.stumble")
    structlog.contextvars.clear_contextvars()
