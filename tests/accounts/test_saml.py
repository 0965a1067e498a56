"""Coming in by way of one's institution's SAML provider: answers that are really signed, honest and otherwise."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from accounts.models import Institution, SignOn, User
from accounts.services import change_sign_on, find_metadata, key_of
from tests.accounts.test_sign_on import PASSWORD, who, with_password
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.harness.saml import MAIL, SamlHouse

pytestmark = pytest.mark.django_db
UNTRUSTED, LATE, ELSEWHERE = "could not be trusted", "came too late", "made for another place"
EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PASSING = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
SUBJECT_ID = "urn:oasis:names:tc:SAML:attribute:subject-id"


@pytest.fixture
def house(cast: Cast) -> SamlHouse:
    made = SamlHouse()
    facts = {"label": "Sign in with Northmoor", "protocol": "saml", "domains": "northmoor.example", "is_on": True}
    change_sign_on(actor=cast.lea, scope=cast.institution, **facts, **find_metadata(text=made.metadata(), url=""))
    return made


def door(house: SamlHouse) -> str:
    return f"/accounts/sign-on/{key_of(house.issuer, 'saml')}/"


def start(client: Client, house: SamlHouse, query: str = "") -> str:
    """Press the button; the address that the browser is led to."""
    found = re.search(r'href="([^"]+)" rel="noreferrer" data-onward', client.post(door(house) + query).content.decode())
    assert found
    return html.unescape(found[1])


def bring(client: Client, answer: tuple[str, str]) -> Any:
    """The provider's page posts the answer here, without a session, as browsers do from another site; what came of it."""
    back, response = answer
    arrived = Client(enforce_csrf_checks=True).post(back, {"SAMLResponse": response})
    return client.get(arrived["Location"]) if arrived.status_code == 302 else arrived


def sign_on(client: Client, house: SamlHouse, query: str = "") -> Any:
    return bring(client, house.answer(start(client, house, query)))


def test_new_person_comes_in_and_is_known_again(client: Client, house: SamlHouse) -> None:
    assert "Sign in with Northmoor" in client.get("/accounts/login/").content.decode()
    assert sign_on(client, house, "?next=/settings/profile/")["Location"] == "/settings/profile/"
    noor = who(client)
    assert noor is not None
    assert (noor.name, noor.email, noor.has_usable_password()) == ("Noor Haddad", "noor@northmoor.example", False)
    again = Client()
    house.facts[MAIL] = "another@northmoor.example"
    sign_on(again, house)
    assert who(again) == noor
    account = SocialAccount.objects.get()
    assert (account.provider, account.extra_data) == (key_of(house.issuer, "saml"), {})


@pytest.mark.parametrize("signs", ["assertion", "response"])
def test_either_signature_will_do(client: Client, house: SamlHouse, signs: str) -> None:
    house.signs = signs
    sign_on(client, house)
    assert who(client)


def moved(response: str) -> str:
    """A signature that holds, of an assertion that is not the one which is read."""
    found = re.search(r"<saml:Assertion.*</saml:Assertion>", response, re.DOTALL)
    assert found
    forged = re.sub(r"<ds:Signature.*</ds:Signature>", "", found[0], flags=re.DOTALL)
    forged = re.sub(r'ID="[^"]+"', 'ID="_forged"', forged, count=1).replace("p-4711", "p-1")
    wrapped = f"<samlp:Extensions>{found[0]}</samlp:Extensions>"
    response = response.replace(found[0], forged)
    return response.replace("<samlp:Status>", f"{wrapped}<samlp:Status>")


TWISTS: dict[str, tuple[dict[str, Any], str]] = {
    "not signed": ({"signs": "nothing"}, UNTRUSTED),
    "signed by another key": ({"signer": "other"}, UNTRUSTED),
    "signed with an old algorithm": ({"algorithm": Names.RSA_SHA1, "digest": Names.SHA1}, UNTRUSTED),
    "changed after signing": ({"bend": lambda xml: xml.replace("p-4711", "p-1")}, UNTRUSTED),
    "another assertion beside the signed one": ({"bend": moved}, UNTRUSTED),
    "a document type": ({"bend": lambda xml: f'<!DOCTYPE x [<!ENTITY a "b">]>{xml}'}, UNTRUSTED),
    "no XML": ({"bend": lambda xml: "x" * 50}, UNTRUSTED),
    "wrong audience": ({"audience": "https://elsewhere.example"}, ELSEWHERE),
    "no audience": ({"audience": ""}, ELSEWHERE),
    "wrong issuer": ({"said_issuer": "https://elsewhere.example"}, ELSEWHERE),
    "wrong recipient": ({"recipient": "https://elsewhere.example/"}, ELSEWHERE),
    "a recipient that only begins alike": ({"recipient": "http://testserver/accounts/sign-on/x/"}, ELSEWHERE),
    "expired": ({"late": timedelta(hours=1)}, LATE),
    "of another attempt": ({"answers": "ONELOGIN_other"}, "belongs to another attempt"),
    "refused there": ({"status": "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"}, "did not let you in"),
    "known by an address only": ({"format": EMAIL_FORMAT, "subject": "noor@northmoor.example"}, "no lasting name"),
    "known by a passing name": ({"format": PASSING}, "no lasting name"),
}


@pytest.mark.parametrize(("twist", "words"), TWISTS.values(), ids=TWISTS)
def test_answer_that_does_not_fit_opens_nothing_and_says_why(
    client: Client, house: SamlHouse, twist: dict[str, Any], words: str
) -> None:
    vars(house).update(twist)
    answer = sign_on(client, house)
    page = answer.content.decode()
    assert (answer.status_code, who(client), words in page) == (401, None, True), page[-900:]
    assert not User.objects.filter(email="noor@northmoor.example").exists()


def test_comment_in_a_name_makes_nobody_else(client: Client, house: SamlHouse) -> None:
    house.subject = "p-4711<!-- -->.evil"
    sign_on(client, house)
    first, other = who(client), Client()
    house.subject = "p-4711"
    house.facts[MAIL] = "p-4711@northmoor.example"
    sign_on(other, house)
    assert first
    assert who(other) not in {None, first}


def test_answer_works_once_and_in_its_own_browser(client: Client, house: SamlHouse) -> None:
    answer = house.answer(start(client, house))
    stranger = Client()
    assert (bring(stranger, answer).status_code, who(stranger)) == (401, None)
    bring(client, answer)
    assert who(client)
    client.logout()
    again = bring(client, answer)
    assert (again.status_code, who(client)) == (401, None)
    assert "belongs to another attempt" in again.content.decode()


def test_sealed_way_from_one_address_to_the_next_holds_two_minutes(client: Client, house: SamlHouse) -> None:
    back, response = house.answer(start(client, house))
    onward = Client().post(back, {"SAMLResponse": response})["Location"]
    assert "noor" not in onward
    assert client.get(f"{onward[:-8]}AAAAAAAA").status_code == 401
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        late = client.get(onward)
    assert (late.status_code, LATE in late.content.decode()) == (401, True)


def test_attribute_made_for_it_counts_before_the_name_id(client: Client, house: SamlHouse) -> None:
    house.format, house.facts[SUBJECT_ID] = PASSING, "noor@Northmoor.example"
    sign_on(client, house)
    noor, again = who(client), Client()
    house.subject, house.facts[SUBJECT_ID] = "another", "NOOR@northmoor.example"
    sign_on(again, house)
    assert noor
    assert who(again) == noor


@pytest.mark.parametrize("verified", [True, False])
def test_same_address_of_somebody_else_takes_nothing_over(
    client: Client, house: SamlHouse, mailoutbox: list[Any], verified: bool
) -> None:
    owner = UserFactory(name="Owner", email="noor@northmoor.example")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=verified, primary=True)
    sign_on(client, house)
    assert (who(client), SocialAccount.objects.exists()) == (None, False)
    assert [mail.to for mail in mailoutbox] == [[owner.email]]


def test_address_outside_the_institution_s_domains_needs_a_code(client: Client, house: SamlHouse) -> None:
    house.facts[MAIL] = "noor@gmail.example"
    assert sign_on(client, house)["Location"] == "/accounts/confirm-email/"
    assert who(client) is None


def test_owner_links_after_the_password_and_takes_the_link_off_again(house: SamlHouse) -> None:
    owner = UserFactory(name="Owner", email="noor@northmoor.example")
    client = with_password(owner)
    assert sign_on(client, house, "?process=connect")["Location"] == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    other = Client()
    sign_on(other, house)
    assert who(other) == owner
    SignOn.objects.update(is_on=False)
    assert "A sign-on that is not offered here" in client.get("/accounts/3rdparty/").content.decode()
    client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_host_of_another_institution_knows_nothing_of_it(house: SamlHouse, cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Institution.objects.create(scope=cast.institution, host="north.example.org")
    north, main = Client(HTTP_HOST="north.example.org"), Client()
    assert [each.get(f"{door(house)}metadata/").status_code for each in (north, main)] == [200, 404]
    assert [each.post(door(house)).status_code for each in (north, main)] == [200, 404]
    assert b'entityID="http://north.example.org/' in north.get(f"{door(house)}metadata/").content
