"""The pages of allauth wear our look and our words."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.adapters.people import AccountAdapter
from tests.conftest import Cast

OPEN = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"]
OWN = ["account_logout", "account_email", "account_change_password", "account_reauthenticate"]


def is_ours(html: str) -> bool:
    return 'class="bar"' in html and 'class="skip"' in html and html.count("<h1") == 1 and "Menu:" not in html


@pytest.mark.parametrize("name", OPEN)
def test_open_pages_are_ours(client: Client, db: None, name: str) -> None:
    assert is_ours(client.get(reverse(name)).content.decode())


@pytest.mark.parametrize("name", OWN)
def test_own_pages_are_ours(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.ada)
    assert is_ours(client.get(reverse(name)).content.decode())


def test_wrong_sign_in_says_what_to_put_right(client: Client, db: None) -> None:
    html = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert "2 things need to be put right." in html
    assert 'href="#id_login"' in html


def test_sign_up_sends_a_mail_in_our_words(client: Client, db: None) -> None:
    form = {"name": "Noor Haddad", "email": "noor@example.org", "password1": "a-long-one-indeed"}
    answer = client.post(reverse("account_signup"), form, follow=True)
    assert is_ours(answer.content.decode())
    [sent] = mail.outbox
    assert sent.body.startswith("Hello Noor Haddad,")
    assert "example.com" not in sent.body
    assert re.search(r"is your code for Colloquy|Confirm your address", sent.subject)


@pytest.mark.parametrize("name", ["totp_activated", "totp_deactivated", "webauthn_added", "recovery_codes_generated"])
def test_mail_about_the_second_step_says_what_to_do_if_it_was_somebody_else(cast: Cast, name: str) -> None:
    request = RequestFactory().get("/")
    with request_context(request):
        facts = {"user": cast.lea, "ip": "192.0.2.7", "user_agent": "Firefox", "timestamp": "now"}
        sent = AccountAdapter(request).render_mail(f"mfa/email/{name}", "lea@example.org", facts)
    assert "Was it not you?" in sent.body
    assert "nothing has to be done" not in sent.body
    assert sent.subject == sent.subject.capitalize()


def test_code_page_asks_for_the_code_of_the_mail(client: Client, db: None) -> None:
    form = {"name": "Noor Haddad", "email": "noor@example.org", "password1": "a-long-one-indeed"}
    html = client.post(reverse("account_signup"), form, follow=True).content.decode()
    code = mail.outbox[0].subject.split()[0]
    assert 'name="code"' in html
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert EmailAddress.objects.get(email="noor@example.org").verified


def test_reset_link_leads_to_our_page(client: Client, cast: Cast) -> None:
    client.post(reverse("account_reset_password"), {"email": cast.ada.email})
    [sent] = mail.outbox
    link = re.search(r"http://testserver(\S+)", sent.body)
    assert link is not None
    html = client.get(link.group(1), follow=True).content.decode()
    assert is_ours(html)
    assert "Choose a new password" in html


def test_pages_that_are_not_there_and_broken_ones_are_ours(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert is_ours(answer.content.decode())
