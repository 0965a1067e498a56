"""Asking other servers: never one of the inner network, and nothing that never ends."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from core.outward import Refused, checked_address, fetch_json, is_public
from tests.harness.openid import Provider, serve


@pytest.fixture(scope="module")
def _served() -> Iterator[Provider]:
    provider = Provider()
    server = serve(provider)
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(_served: Provider, settings: Any) -> Provider:
    settings.OUTWARD_PRIVATE = True
    return _served


INNER = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1"]
INNER += ["fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"]


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_outer_addresses_are_public() -> None:
    assert all(map(is_public, ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_server_of_the_inner_network_is_not_asked(host: str, provider: Provider, settings: Any) -> None:
    settings.OUTWARD_PRIVATE = False
    provider.asked.clear()
    with pytest.raises(Refused):
        checked_address(host, 443)
    with pytest.raises(Refused):
        fetch_json(f"https://{host}:{provider.url.rpartition(':')[2]}/keys")
    with pytest.raises(Refused, match="https://"):
        fetch_json(f"{provider.url}/keys")
    assert provider.asked == []


def test_name_that_changes_its_mind_leads_to_what_was_checked(
    provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("core.outward.is_public", lambda address: asked.append(address) or True)
    settings.OUTWARD_PRIVATE = False
    with pytest.raises(Refused):
        fetch_json(f"https://localhost:{provider.url.rpartition(':')[2]}/keys")
    assert asked


def test_answer_that_moves_or_never_ends_is_refused(provider: Provider) -> None:
    with pytest.raises(Refused, match="sends on"):
        fetch_json(f"{provider.url}/moved")
    provider.answers["/long"] = b"[" + b"1," * 400_000 + b"1]"
    with pytest.raises(Refused, match="longer than"):
        fetch_json(f"{provider.url}/long")
    provider.answers["/list"] = []
    with pytest.raises(Refused, match="did not answer as expected"):
        fetch_json(f"{provider.url}/list")


def test_provider_signs_as_it_says(provider: Provider) -> None:
    """The test's own provider: were it wrong, the refusals above would prove nothing."""
    key = jwt.PyJWKSet.from_dict(fetch_json(f"{provider.url}/keys")).keys[0]
    token = jwt.encode({"sub": "s"}, provider.key, algorithm="RS256")
    assert jwt.decode(token, key=key, algorithms=["RS256"]) == {"sub": "s"}
