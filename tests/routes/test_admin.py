"""The admin is one door: nobody of the cast has its key, and every address behind it asks for it."""

import pytest
from django.urls import get_resolver, reverse

from tests.routes.table import WHO
from tests.routes.test_matrix import client_of
from tests.routes.walking import walk
from tests.world import World

pytestmark = pytest.mark.django_db
OPEN = {"admin:login", "admin:logout", "admin:jsi18n"}


def test_admin_is_closed_to_everybody_without_its_key(world: World) -> None:
    for name in WHO:
        response = client_of(world, name).get("/admin/")
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_every_admin_address_asks_for_the_key(world: World) -> None:
    client = client_of(world, "ada")
    behind = [route for route in walk(get_resolver()) if route.name.startswith("admin:") and route.name not in OPEN]
    assert behind
    for route in behind:
        response = client.get(reverse_with_anything(route.name, route.needs))
        assert response.status_code == 302, route.name
        assert response["Location"].startswith("/admin/login/"), route.name


def reverse_with_anything(name: str, needs: frozenset[str]) -> str:
    values = {"app_label": "accounts", "content_type_id": 1, "url": "no"}
    return reverse(name, kwargs={need: values.get(need, "1") for need in needs})
