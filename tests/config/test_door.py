"""The demo's door opens in the demo, and cannot exist anywhere else."""

import os
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings as project
from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from config.demo.door import sample, samples
from config.urls import urlpatterns as usual_urls
from core.policy import Refused
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MIRIAM = "miriam@harrowmere.example"
PRODUCTION = {
    "COLLOQUY_MODE": "production",
    "COLLOQUY_SECRET_KEY": "x" * 50,
    "DATABASE_URL": "sqlite:///:memory:",
    "COLLOQUY_ALLOWED_HOSTS": "colloquy.example.edu",
}


@pytest.fixture
def demo(settings: Any) -> None:
    templates = deepcopy(project.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].append("config.demo.door.entrance")
    settings.DEMO, settings.ROOT_URLCONF, settings.TEMPLATES = True, "tests.config.demo_urls", templates


@pytest.fixture
def miriam(db: None) -> User:
    return UserFactory(name="Dr Miriam Calloway", email=MIRIAM)


def test_sign_in_page_has_a_button_for_each_sample_person(demo: None, miriam: User, client: Client) -> None:
    page = client.get("/accounts/login/?next=/inbox/").content.decode()
    assert f'name="person" value="{MIRIAM}"' in page
    assert page.count('name="person"') == 1
    assert "Course lead: teaches and grades the course" in page


def test_button_signs_in_and_leads_on(demo: None, miriam: User, client: Client) -> None:
    response = client.post("/demo/sign-in/", {"person": MIRIAM, "next": "/inbox/"})
    assert response["Location"] == "/inbox/"
    assert client.session["_auth_user_id"] == str(miriam.pk)


def test_door_leads_nowhere_else(demo: None, miriam: User, client: Client) -> None:
    assert client.post("/demo/sign-in/", {"person": MIRIAM, "next": "//evil.example/"})["Location"] == "/"


def test_door_takes_a_button_and_its_token(demo: None, miriam: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.get("/demo/sign-in/", {"person": MIRIAM}).status_code == 405
    assert careful.post("/demo/sign-in/", {"person": MIRIAM}).status_code == 403


@pytest.mark.parametrize("email", ["", "nobody@harrowmere.example", "real@example.org", "MIRIAM@harrowmere.example"])
def test_door_knows_only_the_invented_people(demo: None, miriam: User, client: Client, email: str) -> None:
    UserFactory(email="real@example.org")
    assert client.post("/demo/sign-in/", {"person": email}).status_code == 404


def test_door_never_makes_a_superuser(demo: None, miriam: User) -> None:
    User.objects.update(is_superuser=True)
    with pytest.raises(Http404):
        sample(MIRIAM)


def test_outside_the_demo_there_is_no_route(client: Client, miriam: User) -> None:
    assert not [entry for entry in usual_urls if getattr(entry, "name", "") == "demo-sign-in"]
    with pytest.raises(NoReverseMatch):
        reverse("demo-sign-in")
    assert client.post("/demo/sign-in/", {"person": MIRIAM}).status_code == 404
    assert 'name="person"' not in client.get("/accounts/login/").content.decode()


def test_outside_the_demo_the_service_refuses(miriam: User) -> None:
    assert samples() == []
    with pytest.raises(Refused):
        sample(MIRIAM)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, for settings are read once."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("COLLOQUY", "DATABASE", "REDIS", "DJANGO"))
    }
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    return subprocess.run(
        command,
        env=clean | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


ASK = """
from django.conf import settings
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("demo-sign-in"), settings.DEMO)
except NoReverseMatch:
    print("none", settings.DEMO, "door" in str(settings.TEMPLATES))
"""


def test_with_production_settings_the_door_does_not_exist() -> None:
    assert run(ASK, **PRODUCTION).stdout.split() == ["none", "False", "False"]


def test_with_demo_settings_it_does() -> None:
    answer = run(ASK, COLLOQUY_MODE="demo", COLLOQUY_SECRET_KEY="x" * 50)
    assert answer.stdout.split() == ["/demo/sign-in/", "True"]


@pytest.mark.parametrize(
    "sign",
    [
        {"COLLOQUY_BASE_URL": "https://colloquy.example.edu"},
        {"COLLOQUY_SMTP_HOST": "mail.example.edu"},
        {"COLLOQUY_HTTPS": "1"},
    ],
)
def test_demo_that_looks_like_production_does_not_start(sign: dict[str, str]) -> None:
    answer = run(ASK, COLLOQUY_MODE="demo", COLLOQUY_SECRET_KEY="x" * 50, **sign)
    assert answer.returncode != 0
    assert "lets anybody sign in as anybody" in answer.stderr
