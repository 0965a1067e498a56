"""What comes over the line with a page, images apart."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.routes.test_matrix import ROUTES, address, client_of
from tests.world import World

pytestmark = pytest.mark.django_db
ASSET = re.compile(r'(?:href|src)="/static/([^"#?]+)')
HEAVIEST = {"courses:unit": 100_000, "community:thread": 100_000}


def sent(text: bytes) -> int:
    return len(gzip.compress(text, 6))


@pytest.mark.parametrize("route", HEAVIEST)
def test_page_and_all_it_asks_for_stay_light(route: str, world: World) -> None:
    assert route in ROUTES, f"there is no route {route}: name the page that is to stay light"
    page = client_of(world, "cleo").get(address(world, ROUTES[route])).content
    names = set(ASSET.findall(page.decode()))
    assert {"css/app.css", "icons.svg"} <= names
    weights = {name: sent(Path(str(finders.find(name))).read_bytes()) for name in names}
    assert sent(page) + sum(weights.values()) < HEAVIEST[route], (len(page), weights)
