"""A real server beside the tests: uvicorn in a thread, the test database, static files and security headers as in life."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from allauth.mfa.models import Authenticator
from django.conf import settings as house
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import override_settings

from accounts.models import User
from accounts.services.second_factor import RECORDS


def session_of(user: User) -> str:
    """The key of a signed-in session; who has a second factor has shown it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = house.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if factor := Authenticator.objects.filter(user=user).first():
        session[RECORDS] = [{"method": "mfa", "id": factor.pk}]
    session.save()
    return str(session.session_key)


@dataclass(frozen=True)
class LiveSite:
    """The address of the running server, and its door for people of the cast."""

    url: str

    def session_cookie(self, user: User) -> dict[str, str]:
        """A signed-in session, without the way through the sign-in page."""
        return {"name": house.SESSION_COOKIE_NAME, "value": session_of(user), "url": self.url}


@pytest.fixture(scope="session")
def _server() -> Iterator[str]:
    from django.core.asgi import get_asgi_application  # noqa: PLC0415

    with override_settings(WHITENOISE_USE_FINDERS=True):
        application = get_asgi_application()
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        application, log_level=logging.ERROR, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="live-site", daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "The live site did not start."
    yield url
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def live_site(_server: str, transactional_db: None, settings: Any) -> LiveSite:
    """The running site; what a test commits, it serves."""
    settings.BASE_URL = _server
    return LiveSite(url=_server)
