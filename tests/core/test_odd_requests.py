"""What no browser sends by itself: an address that no database could look for, digits that are no number."""

import pytest
from django.test import Client

from core.numbers import number_in, numbers_in
from core.text import shown
from tests.conftest import Cast


@pytest.mark.parametrize("text", ["", None, "²", "-1", "1e3", "9" * 19, "9" * 5_000, "1\0", " 7", "NaN"])
def test_what_is_no_number_is_none(text: str | None) -> None:
    assert number_in(text) is None


def test_digits_are_a_number() -> None:
    assert [number_in(text) for text in ("0", "17", 9)] == [0, 17, 9]
    assert numbers_in(["17", "x", "9" * 19, "2", "17"]) == [17, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/c/a%00b/", "/search/?q=a%00b", "/%00"])
def test_an_address_with_a_nul_leads_nowhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/t/{}/", "/t/{}/p/7/", "/t/7/p/{}/edit/", "/look/{}-x.css", "/mentoring/panels/{}/"]
)
def test_an_address_with_a_number_beyond_every_key_leads_nowhere(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.cleo)
    for number in (2**63, 10**19, 10**400):
        assert client.get(address.format(number)).status_code == 404


def test_a_text_beyond_its_bounds_is_shown_as_it_was_typed() -> None:
    assert shown("[" * 400 + "<b>") == f"<p>{'[' * 400}&lt;b&gt;</p>"
    assert "<em>so</em>" in shown("*so*")
