"""A person signs on: by a passkey of the device, by the institution, and with scripts off by an app."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import change_sign_on, find_metadata
from core.seals import unseal
from tests.conftest import Cast
from tests.harness.browser import PHONE, OpenPage, axe
from tests.harness.openid import Provider, serve
from tests.harness.saml import SamlHouse
from tests.harness.saml import serve as serve_saml
from tests.harness.site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def known(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def by_name(live_site: LiveSite) -> str:
    """Passkeys belong to a name; there are none for a bare number."""
    return live_site.url.replace("127.0.0.1", "localhost")


def with_device(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_moderator_makes_a_passkey_and_signs_in_with_it_alone(
    cast: Cast, open_page: OpenPage, by_name: str, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    known(cast.dan)
    page = open_page()
    with_device(page)
    page.goto(f"{by_name}/accounts/login/?next=/moderation/")
    axe(page)
    page.get_by_label("E-mail").fill(cast.dan.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Your duties wait for this")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("Add one")).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    axe(page)
    page.get_by_label("Let me sign in with it alone, without a password").check()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Codes on paper")).to_be_visible()
    axe(page)
    page.goto(f"{by_name}/moderation/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Second step")
    page.context.clear_cookies()
    page.goto(f"{by_name}/accounts/login/?next=/moderation/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{by_name}/moderation/")
    assert Authenticator.objects.get(user=cast.dan, type="webauthn").last_used_at


@pytest.fixture
def provider() -> Iterator[Provider]:
    person = {"sub": "s-9", "name": "Noor Haddad", "email": "noor@northmoor.example", "email_verified": True}
    made = Provider(person=person)
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


def test_student_comes_in_by_the_institution(
    cast: Cast, open_page: OpenPage, provider: Provider, settings: Any
) -> None:
    """The whole way in a browser that keeps our Content-Security-Policy, there and back, without scripts."""
    settings.OUTWARD_PRIVATE = True
    facts = {"label": "Sign in with Northmoor", "issuer": provider.url, "client_id": provider.client_id, "is_on": True}
    change_sign_on(actor=cast.lea, scope=cast.institution, secret=provider.secret, domains="northmoor.example", **facts)
    page = open_page(scripts=False)
    page.goto(f"{reverse('account_login')}?next=/settings/profile/")
    page.get_by_role("button", name="Sign in with Northmoor").click()
    expect(page.get_by_label("Your name")).to_have_value("Noor Haddad")
    assert re.search(r"/settings/profile/$", page.url)


def test_student_comes_in_by_saml_from_another_site(cast: Cast, open_page: OpenPage, settings: Any) -> None:
    """The provider's page is another site to the browser, so its answer arrives without our session."""
    settings.OUTWARD_PRIVATE = True
    house = SamlHouse()
    server = serve_saml(house)
    facts = {"label": "Sign in with Northmoor", "protocol": "saml", "domains": "northmoor.example", "is_on": True}
    house.url = house.url.replace("127.0.0.1", "localhost")
    try:
        read = find_metadata(text=house.metadata(), url="")
        change_sign_on(actor=cast.lea, scope=cast.institution, **facts, **read)
        page = open_page()
        page.goto(f"{reverse('account_login')}?next=/settings/profile/")
        page.get_by_role("button", name="Sign in with Northmoor").click()
        page.get_by_role("button", name="It is me").click()
        expect(page.get_by_label("Your name")).to_have_value("Noor Haddad")
        assert re.search(r"/settings/profile/$", page.url)
    finally:
        server.shutdown()
        server.server_close()


def number_of(secret: str) -> str:
    """What the app on the phone shows now; the same number twice would be refused."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def signs_in(page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(str(user.email))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_keeper_of_the_machine_enters_the_admin_by_an_app_and_by_a_code_on_paper(
    cast: Cast, open_page: OpenPage, settings: Any
) -> None:
    """With scripts off: the app is set up on the way, asked for at the next sign-in, and a code on paper works once."""
    settings.SECOND_FACTOR = True
    root = known(User.objects.create_superuser("root@example.org", PASSWORD, name="Rut"))
    page = open_page(scripts=False, viewport=PHONE)
    signs_in(page, root)
    expect(page.get_by_text("Your duties wait for this")).to_be_visible()
    page.get_by_role("link", name=re.compile("Set it up")).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Number that the app shows").fill(number_of(page.locator("code").inner_text()))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Codes on paper")).to_be_visible()
    codes = re.findall(r"\b\d{8}\b", page.locator("main").inner_text())
    page.goto("/admin/accounts/user/")
    expect(page.get_by_role("link", name="Rut", exact=True)).to_be_visible()
    for code in (number_of(unseal(Authenticator.objects.get(user=root, type="totp").data["secret"])), codes[0]):
        signs_in(page, root)
        page.get_by_label("Number or code").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(re.compile("/admin/$"))
    signs_in(page, root)
    page.get_by_label("Number or code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Number or code")).to_be_visible()
