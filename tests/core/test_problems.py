"""Pages for what went wrong: they help, look like the house, and ask the database for nothing."""

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config.urls import urlpatterns as house
from core import problems

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


def fails(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "bad": BadRequest,
        "big": RequestDataTooBig,
        "broken": ValueError,
        "away": OperationalError,
    }[how]("a secret word")


urlpatterns = [path("fails/<str:how>/", fails), *house]
handler400 = "core.problems.bad_request"
handler500 = "core.problems.broken"
CASES = [("bad", 400, "could not be read"), ("big", 413, "too large"), ("broken", 500, "Something broke")]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("how", "status", "words"), [*CASES, ("away", 503, "Away for a moment")])
def test_page_helps_and_asks_the_database_nothing(how: str, status: int, words: str) -> None:
    """Without a fixture of the database every query fails this test."""
    response = Client(raise_request_exception=False).get(f"/fails/{how}/", headers={"x-request-id": "abcdef123456"})
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "abcdef123456" in page
    assert 'href="/status/"' in page
    assert "secret word" not in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.urls(__name__)
def test_away_says_when_to_come_back() -> None:
    assert Client(raise_request_exception=False).get("/fails/away/").headers["Retry-After"] == "30"


def test_too_often_keeps_the_chosen_theme(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES["theme"] = "dark"
    response = problems.too_often(request)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "30")
    assert 'data-theme="dark"' in response.content.decode()


@pytest.mark.django_db
def test_sixty_wrong_passwords_are_a_little_too_often(client: Client, settings: "SettingsWrapper") -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    sent = {"login": "cleo@example.org", "password": "wrong"}
    last = [client.post("/accounts/login/", sent) for _ in range(3)][-1]
    assert last.status_code == 429
    assert "opens again by itself" in last.content.decode()
