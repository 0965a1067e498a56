"""An institution's SAML providers as administrators see them: several, added, tried, removed, or not installed at all."""

import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.choices import Role
from accounts.models import SignOn
from accounts.services import change_sign_on, find_metadata, grant, remove_sign_on, saml
from core.outward import Refused
from core.policy import Refused as Denied
from tests.accounts.test_saml import door, house, sign_on
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.harness.saml import MAIL, SamlHouse, pair, serve

pytestmark = pytest.mark.django_db
__all__ = ["house"]


def test_several_stand_side_by_side(client: Client, house: SamlHouse, cast: Cast) -> None:
    second = SamlHouse(issuer="https://staff.northmoor.example")
    facts = {"label": "Northmoor staff", "protocol": "saml", "is_on": True}
    change_sign_on(actor=cast.lea, scope=cast.institution, **facts, **find_metadata(text=second.metadata(), url=""))
    openid = {"label": "Northmoor library", "issuer": "https://library.example", "client_id": "c", "is_on": True}
    change_sign_on(actor=cast.lea, scope=cast.institution, **openid)
    page = client.get("/accounts/login/").content.decode()
    assert all(words in page for words in ("Sign in with Northmoor", "Northmoor staff", "Northmoor library"))
    sign_on(client, house)
    other = Client()
    second.facts[MAIL] = "noor.staff@northmoor.example"
    assert sign_on(other, second)["Location"] == "/accounts/confirm-email/"
    assert SocialAccount.objects.count() == 2
    with pytest.raises(Denied):
        change_sign_on(actor=cast.lea, scope=cast.institution, **openid)


def test_one_that_is_offered_is_not_removed(house: SamlHouse, cast: Cast) -> None:
    row = SignOn.objects.get()
    with pytest.raises(Denied, match="Take it off"):
        remove_sign_on(actor=cast.lea, scope=cast.institution, sign_on=row)
    SignOn.objects.update(is_on=False)
    remove_sign_on(actor=cast.lea, scope=cast.institution, sign_on=row)
    assert not SignOn.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda xml: "<a/>", "name no provider"),
        (lambda xml: "not XML", "not the metadata"),
        (lambda xml: xml.replace("https://idp.northmoor.example/sso", "http://x/sso"), "https"),
        (lambda xml: re.sub(r"Certificate>\w{9}", "Certificate>", xml, count=1), "no certificate that can be read"),
        (lambda xml: f'<!DOCTYPE x [<!ENTITY a "b">]>{xml}', "not the metadata"),
    ],
)
def test_metadata_that_do_not_fit_are_refused_with_the_reason(house: SamlHouse, change: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        find_metadata(text=change(house.metadata()), url="")


def test_administrator_adds_it_by_the_address_of_its_metadata(client: Client, cast: Cast, settings: Any) -> None:
    settings.OUTWARD_PRIVATE = True
    house = SamlHouse()
    server = serve(house)
    client.force_login(cast.lea)
    place = f"/setup/institutions/{cast.institution.pk}/"
    form = {"label": "Northmoor", "metadata_url": f"{house.url}/metadata", "metadata": "", "domains": "", "is_on": "on"}
    try:
        page = client.post(f"{place}sign-on/add/saml/", form, follow=True)
        row = SignOn.objects.get()
        assert page.status_code == 200
        assert (row.issuer, row.address, row.certificates) == (
            house.issuer,
            f"{house.url}/sso",
            one_line(pair("own")[1]),
        )
        tried = client.post(f"{place}sign-on/{row.pk}/try/", follow=True).content.decode()
        assert "says what we know already" in tried
        assert f"/accounts/sign-on/{row.key}/metadata/" in tried
        twice = client.post(f"{place}sign-on/add/saml/", form)
        assert (twice.status_code, "by that provider already" in twice.content.decode()) == (422, True)
        SignOn.objects.update(certificates="older")
        assert "other certificates now" in client.post(f"{place}sign-on/{row.pk}/try/").content.decode()
    finally:
        server.shutdown()
        server.server_close()


def test_institution_s_administrator_decides_about_the_button_only(
    client: Client, house: SamlHouse, cast: Cast
) -> None:
    """Whoever names the certificate can speak for everybody who is linked; that is for the site."""
    xenia = UserFactory(name="Xenia")
    grant(user=xenia, scope=cast.institution, role=Role.INSTITUTION_ADMIN)
    client.force_login(xenia)
    row, place = SignOn.objects.get(), f"/setup/institutions/{cast.institution.pk}/"
    assert client.get(f"{place}sign-on/add/saml/").status_code == 404
    assert "added by the administrators of the site" in client.get(place).content.decode()
    form = {"label": "New words", "metadata": SamlHouse(issuer="https://evil.example").metadata(), "is_on": "on"}
    assert client.post(f"{place}sign-on/{row.pk}/", form).status_code == 302
    row.refresh_from_db()
    assert (row.label, row.issuer, row.domains) == ("New words", house.issuer, "northmoor.example")


def test_without_the_extra_everything_else_works(
    client: Client, house: SamlHouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saml, "_toolkit", lambda: None)
    assert "Sign in with Northmoor" not in client.get("/accounts/login/").content.decode()
    assert client.post(door(house)).status_code == 404
    client.force_login(cast.lea)
    page = client.get(f"/setup/institutions/{cast.institution.pk}/").content.decode()
    assert "SAML is not installed here" in page
    assert "/sign-on/add/saml/" not in page
    answer = client.post(
        f"/setup/institutions/{cast.institution.pk}/sign-on/add/saml/", {"label": "x", "metadata": "y"}
    )
    assert (answer.status_code, "SAML is not installed here" in answer.content.decode()) == (422, True)


def one_line(pem: str) -> str:
    return "".join(pem.splitlines()[1:-1])


def test_library_that_does_not_load_is_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise RuntimeError("lxml & xmlsec libxml2 library version mismatch")

    monkeypatch.setattr(saml.importlib, "import_module", broken)
    assert saml._toolkit.__wrapped__() is None
