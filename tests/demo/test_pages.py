"""Every page that a sample person can click to has something to show: each of them walks from Home through what is there."""

import re

import pytest
from django.test import Client

from accounts.models import User
from config.demo.loader import files

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]
SAMPLES = [person["key"] for person in files.people() if person.get("sign_in")]
LINK = re.compile(r'href="(/[^"#?]*)')
LEFT_OUT = re.compile(r"^/(static|accounts|admin|demo|t)/|/files?/|\.(css|svg|js|zip)$")
AT_MOST = 25


def walk(client: Client) -> dict[str, int]:
    """Breadth first from Home, a page of each kind of address only once or twice."""
    waiting, seen, kinds = ["/", "/inbox/"], {}, {}
    while waiting and len(seen) < AT_MOST:
        path = waiting.pop(0)
        kind = re.sub(r"\d+[^/]*|[a-z]+(-[a-z]+)+", "*", path)
        if path in seen or kinds.get(kind, 0) >= 2 or LEFT_OUT.search(path):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        response = client.get(path)
        seen[path] = response.status_code
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            waiting += LINK.findall(response.content.decode())
    return seen


@pytest.mark.parametrize("key", SAMPLES)
def test_all_pages_of_a_sample_person_open(key: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=f"{key}@harrowmere.example"))
    seen = walk(client)
    assert {path: status for path, status in seen.items() if status not in {200, 302}} == {}
    assert len(seen) >= 5
