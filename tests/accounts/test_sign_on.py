"""Coming in by way of one's institution: a real provider on loopback, honest and otherwise."""

import html
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import SignOn, User
from accounts.services import change_sign_on, key_of
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.harness.openid import OTHER_KEY, Provider, query_of, serve

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
NOOR = {"sub": "s-1", "name": "Noor Haddad", "email": "noor@northmoor.example", "email_verified": True}


@pytest.fixture(scope="module")
def _provider() -> Iterator[Provider]:
    provider = Provider()
    server = serve(provider)
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(_provider: Provider, cast: Cast, settings: Any) -> Provider:
    settings.OUTWARD_PRIVATE = True
    url = _provider.url
    _provider.__dict__.update(Provider(person=dict(NOOR)).__dict__ | {"url": url})
    facts = {"label": "Sign in with Northmoor", "issuer": url, "client_id": "colloquy", "is_on": True}
    change_sign_on(
        actor=cast.lea, scope=cast.institution, secret=_provider.secret, domains="northmoor.example", **facts
    )
    return _provider


def start(client: Client, provider: Provider, query: str = "") -> dict[str, str]:
    """Press the button; what the provider is asked."""
    answer = client.post(f"/accounts/sign-on/{key_of(provider.url)}/{query}")
    found = re.search(r'href="([^"]+)" rel="noreferrer" data-onward', answer.content.decode())
    assert found, answer.content[:300]
    onward = html.unescape(found[1])
    assert onward.startswith(f"{provider.url}/authorize?")
    return query_of(onward)


def sign_on(client: Client, provider: Provider, query: str = "") -> Any:
    return client.get(provider.authorize(start(client, provider, query)))


def who(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def with_password(user: User) -> Client:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert who(client) == user
    return client


def test_new_person_comes_in_and_is_known_again(client: Client, provider: Provider) -> None:
    assert "Sign in with Northmoor" in client.get("/accounts/login/").content.decode()
    assert sign_on(client, provider).status_code == 302
    noor = who(client)
    assert noor is not None
    assert (noor.name, noor.email, bool(noor.handle)) == ("Noor Haddad", "noor@northmoor.example", True)
    assert not noor.has_usable_password()
    again = Client()
    sign_on(again, provider)
    assert who(again) == noor
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == (key_of(provider.url), "s-1", {})


def test_secret_is_sealed_and_never_shown(provider: Provider, cast: Cast, client: Client) -> None:
    row = SignOn.objects.get()
    assert provider.secret not in row.secret
    client.force_login(cast.lea)
    assert provider.secret not in client.get(f"/setup/institutions/{cast.institution.pk}/").content.decode()


BAD_TOKENS = {
    "wrong issuer": {"iss": "https://elsewhere.example"},
    "wrong audience": {"aud": "another-client"},
    "among several audiences, made for another": {"aud": ["colloquy", "other"], "azp": "other"},
    "expired": {"exp": int(time.time()) - 3600},
    "other nonce": {"nonce": "of-another-attempt"},
    "no nonce": {"nonce": None},
    "no expiry": {"exp": None},
    "issued in the future": {"iat": int(time.time()) + 3600},
}


@pytest.mark.parametrize("twist", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_token_that_does_not_fit_opens_nothing(client: Client, provider: Provider, twist: dict[str, Any]) -> None:
    provider.twist = twist
    answer = sign_on(client, provider)
    assert (answer.status_code, who(client)) == (401, None)
    assert "Sign-on did not work" in answer.content.decode()
    assert not User.objects.filter(email=NOOR["email"]).exists()


def test_token_signed_by_another_key_opens_nothing(client: Client, provider: Provider) -> None:
    provider.key = OTHER_KEY
    assert (sign_on(client, provider).status_code, who(client)) == (401, None)


@pytest.mark.parametrize(("algorithm", "key"), [("HS256", "x" * 40), ("none", None)])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_token_without_a_real_signature_opens_nothing(
    client: Client, provider: Provider, algorithm: str, key: Any
) -> None:
    provider.algorithm, provider.key = algorithm, key
    assert (sign_on(client, provider).status_code, who(client)) == (401, None)


def test_user_info_of_somebody_else_opens_nothing(client: Client, provider: Provider) -> None:
    provider.userinfo = {"sub": "s-2"}
    assert (sign_on(client, provider).status_code, who(client)) == (401, None)


def test_answer_works_once_and_in_its_own_browser(client: Client, provider: Provider) -> None:
    back = provider.authorize(start(client, provider))
    assert (Client().get(back).status_code, who(client)) == (401, None)
    client.get(back)
    assert who(client)
    assert client.get(back).status_code == 401


def test_code_of_another_attempt_is_refused(client: Client, provider: Provider) -> None:
    """A stranger's code, slipped into one's own return address, would sign one in as the stranger."""
    mine = start(client, provider)
    foreign = query_of(provider.authorize(start(Client(), provider)))["code"]
    answer = client.get(f"{mine['redirect_uri']}?code={foreign}&state={mine['state']}")
    assert (answer.status_code, who(client)) == (401, None)


def test_changed_address_changes_nothing_here(client: Client, provider: Provider) -> None:
    sign_on(client, provider)
    noor = who(client)
    provider.person |= {"email": "other@northmoor.example"}
    again = Client()
    sign_on(again, provider)
    assert who(again) == noor
    assert [*EmailAddress.objects.filter(user=noor).values_list("email", flat=True)] == [NOOR["email"]]


@pytest.mark.parametrize("verified", [True, False])
def test_same_address_of_somebody_else_takes_nothing_over(
    client: Client, provider: Provider, mailoutbox: list[Any], verified: bool
) -> None:
    owner = UserFactory(name="Owner", email=NOOR["email"])
    EmailAddress.objects.create(user=owner, email=owner.email, verified=verified, primary=True)
    provider.person["email_verified"] = True
    sign_on(client, provider)
    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert User.objects.filter(email__iexact=NOOR["email"]).count() == 1
    assert [mail.to for mail in mailoutbox] == [[NOOR["email"]]]


@pytest.mark.parametrize(
    "person", [{"email_verified": False}, {"email_verified": "true"}, {"email": "noor@gmail.example"}], ids=str
)
def test_address_that_is_not_confirmed_by_its_own_domain_needs_a_code(
    client: Client, provider: Provider, person: dict[str, Any], mailoutbox: list[Any]
) -> None:
    provider.person |= person
    answer = sign_on(client, provider)
    assert (answer["Location"], who(client)) == ("/accounts/confirm-email/", None)
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert len(mailoutbox) == 1


def test_owner_links_from_the_settings_after_the_password(provider: Provider) -> None:
    owner = UserFactory(name="Owner", email=NOOR["email"])
    client = with_password(owner)
    answer = sign_on(client, provider, "?process=connect")
    assert answer["Location"] == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == owner
    assert "Sign in with Northmoor" in client.get("/accounts/3rdparty/").content.decode()
    other = Client()
    sign_on(other, provider)
    assert who(other) == owner


def test_linking_takes_nothing_from_another_account(client: Client, provider: Provider) -> None:
    sign_on(client, provider)
    noor = who(client)
    thief = with_password(UserFactory(name="Thief"))
    thief.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sign_on(thief, provider, "?process=connect")
    assert SocialAccount.objects.get().user == noor
    assert who(thief) != noor


def test_other_issuer_is_another_identity(client: Client, provider: Provider, cast: Cast) -> None:
    """An administrator who points the sign-on at a server of their own comes in as nobody who was linked before."""
    sign_on(client, provider)
    noor, evil = who(client), Provider(person=dict(NOOR))
    server = serve(evil)
    try:
        facts = {"label": "x", "issuer": evil.url, "client_id": "colloquy", "is_on": True}
        row = SignOn.objects.get()
        row = change_sign_on(actor=cast.lea, scope=cast.institution, sign_on=row, secret=evil.secret, **facts)
        assert (row.domains, client.get(f"/accounts/sign-on/{key_of(provider.url)}/").status_code) == ("", 404)
        again = Client()
        sign_on(again, evil)
        assert who(again) is None
        assert noor
    finally:
        server.shutdown()
        server.server_close()


def test_secret_is_not_sent_to_another_server(provider: Provider, cast: Cast, settings: Any) -> None:
    settings.SIGN_ON_SECRETS = {"north": "kept"}
    facts = {"label": "x", "issuer": provider.url, "client_id": "colloquy", "is_on": True}
    row = SignOn.objects.get()
    row = change_sign_on(actor=cast.lea, scope=cast.institution, sign_on=row, secret_name="north", **facts)
    assert row.secret_name == "north"
    moved = facts | {"issuer": "https://elsewhere.example"}
    row = change_sign_on(actor=cast.lea, scope=cast.institution, sign_on=row, **moved)
    assert (row.secret, row.secret_name) == ("", "")


def test_leads_nowhere_else_afterwards(client: Client, provider: Provider) -> None:
    assert sign_on(client, provider, "?next=https://evil.example/")["Location"] == "/"
    assert sign_on(Client(), provider, "?next=/courses/")["Location"] == "/courses/"
    assert sign_on(Client(), provider, "?process=redirect&next=//evil.example")["Location"] == "/"


def test_link_of_somebody_else_begins_nothing(provider: Provider) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = f"/accounts/sign-on/{key_of(provider.url)}/"
    page = strict.get(address)
    assert (page.status_code, page.content.count(b"csrfmiddlewaretoken") > 0) == (200, True)
    assert strict.post(address).status_code == 403


def test_session_gets_a_new_key_on_the_way_in(client: Client, provider: Provider) -> None:
    asked = start(client, provider)
    before = client.session.session_key
    client.get(provider.authorize(asked))
    assert who(client)
    assert client.session.session_key != before


def test_duty_asks_for_its_second_factor_after_sign_on_too(
    client: Client, provider: Provider, cast: Cast, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    EmailAddress.objects.create(user=cast.lea, email=cast.lea.email, verified=True, primary=True)
    SocialAccount.objects.create(user=cast.lea, provider=key_of(provider.url), uid="s-1")
    sign_on(client, provider)
    assert who(client) == cast.lea
    assert client.get("/setup/")["Location"].startswith("/settings/second-step/")


def test_cancelling_there_says_so_here(client: Client, provider: Provider) -> None:
    asked = start(client, provider)
    answer = client.get(f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}", follow=True)
    assert "Sign-on was cancelled" in answer.content.decode()


def test_provider_that_does_not_answer_is_a_sentence_not_a_traceback(client: Client, provider: Provider) -> None:
    provider.answers["/.well-known/openid-configuration"] = {"issuer": "https://elsewhere.example"}
    answer = client.post(f"/accounts/sign-on/{key_of(provider.url)}/")
    assert answer.status_code == 401
    assert "does not answer just now" in answer.content.decode()


def test_administrator_tries_the_provider(client: Client, provider: Provider, cast: Cast) -> None:
    client.force_login(cast.lea)
    address = f"/setup/institutions/{cast.institution.pk}/sign-on/{SignOn.objects.get().pk}/try/"
    assert "It answers, and has 1 key." in client.post(address, follow=True).content.decode()
    provider.answers["/keys"] = {"keys": []}
    answer = client.post(address)
    assert answer.status_code == 422
    assert "The server has no keys to sign with." in answer.content.decode()
