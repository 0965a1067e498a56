"""A reader who keeps answering through whatever happens: each answer has its token, and is sent again until it arrived."""

import http.client
import secrets
import threading
import time
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

PATIENCE = 60
DONE = {200, 302}


class Poster(threading.Thread):
    """Answers thread after thread, one every `pause` seconds, until told to stop."""

    def __init__(self, port: int, session: str, threads: list[int], pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.threads, self.pause = port, threads, pause
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"
        self.patience = PATIENCE
        self.sent: list[str] = []
        self.refused: list[int] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            words = secrets.token_hex(8)
            self.say(self.threads[len(self.sent) % len(self.threads)], words)
            self.sent.append(words)
            self.enough.wait(self.pause)

    def say(self, thread_id: int, words: str) -> None:
        """Once it was taken it is there; until then it is sent again with the same token."""
        body = urlencode({"source": f"It says {words}.", "token": words, "csrfmiddlewaretoken": "c" * 32})
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                status = self._post(reverse("community:thread-reply", args=[thread_id]), body)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status in DONE:
                return
            self.refused.append(status)
            time.sleep(0.1)

    def _post(self, path: str, body: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        try:
            return connection.getresponse().status
        finally:
            connection.close()
