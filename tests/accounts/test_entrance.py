"""Coming in: sign-up with a code by mail, sign-in, reset; what a stranger can and cannot learn."""

import re
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SIGNUP, LOGIN, RESET = "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def sign_up(client: Client, **changes: str) -> Any:
    form = {"name": "Noor Haddad", "email": "noor@example.org", "password1": PASSWORD, "next": "/join/abc/"}
    return client.post(SIGNUP, form | changes)


def code() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", outgoing.outbox[-1].body, re.MULTILINE)
    assert found, outgoing.outbox[-1].body
    return found[1]


def test_join_link_survives_sign_up_and_the_code(client: Client) -> None:
    response = sign_up(client)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    response = client.post(response["Location"], {"code": code()})
    assert (response.status_code, response["Location"]) == (302, "/join/abc/")
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_wrong_code_is_refused_and_the_third_ends_it(client: Client) -> None:
    url = sign_up(client)["Location"]
    for _ in range(2):
        assert client.post(url, {"code": "WRONG1"}).status_code == 200
    assert client.post(url, {"code": "WRONG1"}).status_code == 302
    assert client.post(url, {"code": code()})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_address_is_kept_in_small_letters_and_once(client: Client) -> None:
    sign_up(client, email="Noor.Haddad@Example.ORG")
    assert User.objects.get().email == "noor.haddad@example.org"
    sign_up(Client(), email="NOOR.HADDAD@example.org", name="Somebody Else")
    assert list(User.objects.values_list("name", flat=True)) == ["Noor Haddad"]


def test_new_person_has_a_name_and_a_hue(client: Client) -> None:
    sign_up(client, name="  Noor   Haddad ")
    user = User.objects.get()
    assert (user.name, user.hue in range(1, 9)) == ("Noor Haddad", True)


def test_sign_up_with_a_known_address_looks_the_same_from_outside(client: Client) -> None:
    UserFactory(email="known@example.org")
    new, known = sign_up(Client(), email="new@example.org"), sign_up(client, email="known@example.org")
    assert (new.status_code, new["Location"]) == (known.status_code, known["Location"])
    assert known.content == new.content
    assert "already" in outgoing.outbox[-1].body


def test_wrong_password_and_unknown_person_read_the_same() -> None:
    user = UserFactory(email="known@example.org")
    user.set_password(PASSWORD)
    user.save()
    pages = [
        Client().post(LOGIN, {"login": login, "password": "wrong-wrong-wrong"}).context["form"].errors.as_text()
        for login in ("known@example.org", "unknown@example.org")
    ]
    assert pages[0] == pages[1]


def test_reset_for_unknown_address_looks_the_same(client: Client) -> None:
    UserFactory(email="known@example.org")
    answers = [client.post(RESET, {"email": f"{who}@example.org"}) for who in ("known", "unknown")]
    assert [answer["Location"] for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert [message.to for message in outgoing.outbox] == [["known@example.org"], ["unknown@example.org"]]


def test_reset_link_sets_a_new_password(client: Client) -> None:
    user = UserFactory(email="known@example.org")
    client.post(RESET, {"email": "KNOWN@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", outgoing.outbox[0].body)
    assert link
    url = client.get(link[1])["Location"]
    client.post(url, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_sixth_wrong_password_for_one_person_is_not_even_tried(client: Client) -> None:
    user = UserFactory(email="known@example.org")
    user.set_password(PASSWORD)
    user.save()
    for _ in range(5):
        client.post(LOGIN, {"login": "known@example.org", "password": "wrong-wrong-wrong"})
    response = client.post(LOGIN, {"login": "known@example.org", "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_many_may_sign_up_from_one_room_but_not_any_number() -> None:
    answers = [sign_up(Client(), email=f"n{n}@example.org").status_code for n in range(61)]
    assert answers[:60] == [302] * 60
    assert answers[60] == 429


def test_next_leads_nowhere_else(client: Client) -> None:
    url = sign_up(client, next="https://evil.example/")["Location"]
    assert client.post(url, {"code": code()})["Location"] == "/"


def test_person_who_was_registered_proves_the_address_at_the_first_sign_in(client: Client) -> None:
    user = UserFactory(email="known@example.org")
    user.set_password(PASSWORD)
    user.save()
    response = client.post(LOGIN, {"login": "Known@example.org", "password": PASSWORD, "next": "/join/abc/"})
    assert client.post(response["Location"], {"code": code()})["Location"] == "/join/abc/"


def test_who_was_shut_out_does_not_come_in(client: Client) -> None:
    user = UserFactory(email="known@example.org", is_active=False)
    user.set_password(PASSWORD)
    user.save()
    response = client.post(LOGIN, {"login": "known@example.org", "password": PASSWORD})
    assert response["Location"] == "/accounts/inactive/"
    assert outgoing.outbox == []
    assert "_auth_user_id" not in client.session


class DeadServer:
    """A mail server that is not there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def test_mail_server_that_is_down_is_said_not_thrown(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    response = client.get(sign_up(client)["Location"])
    assert "The mail could not be sent just now" in response.content.decode()


def test_signing_out_takes_a_button(client: Client) -> None:
    client.force_login(UserFactory())
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
