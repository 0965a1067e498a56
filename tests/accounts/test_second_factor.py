"""Whoever administers or moderates shows a second factor first, and there is no way around it."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.rights import Here, Rights, standing
from core.seals import Broken, seal, unseal
from tests.conftest import Cast
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXP"
STEP, INDEX, LOGIN = "/settings/second-step/", "/accounts/2fa/", "/accounts/login/"
SHOW, REAUTH = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"
DUTIES = [("lea", "/setup/"), ("dan", "/moderation/"), ("hana", "/studio/policies/")]


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def number(secret: str = SECRET) -> str:
    """What the app shows now."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def sign_in(user: User, client: Client | None = None) -> Client:
    client = client or Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def with_app(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


@pytest.mark.parametrize(("who", "page"), DUTIES)
def test_duty_leads_to_set_up_first(cast: Cast, who: str, page: str) -> None:
    client = sign_in(getattr(cast, who))
    answer = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == INDEX
    assert "Your duties wait for this" in answer.content.decode()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("who", "page"), DUTIES)
def test_duty_opens_with_the_number_of_the_app(cast: Cast, who: str, page: str) -> None:
    person = getattr(cast, who)
    with_app(person)
    client = sign_in(person)
    assert "_auth_user_id" not in client.session
    assert client.post(SHOW, {"code": number()}).status_code == 302
    assert client.get(page).status_code == 200


def test_setting_up_the_app_opens_the_duty_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(cast.lea)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **_: call())
    answer = client.post("/accounts/2fa/totp/activate/", {"code": number(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/setup/").status_code == 200
    stored = Authenticator.objects.get(user=cast.lea, type="totp").data["secret"]
    assert secret not in stored
    assert unseal(stored) == secret


def test_students_and_teachers_need_none(cast: Cast) -> None:
    assert sign_in(cast.ada).get("/").status_code == 200
    assert sign_in(cast.cleo).get("/setup/").status_code == 404


def test_admin_cannot_be_entered_without_it(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD)
    client = sign_in(root)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == INDEX
    assert client.post("/admin/login/", {"username": root.email, "password": PASSWORD}).status_code == 302
    assert client.get("/admin/accounts/user/").status_code == 302
    with_app(root)
    client = sign_in(root, Client())
    client.post(SHOW, {"code": number()})
    assert client.get("/admin/accounts/user/").status_code == 200


def test_older_session_shows_the_factor_before_it_may_change_it(cast: Cast) -> None:
    """A session from before, and the password: neither takes the factor off nor adds one beside it."""
    client = sign_in(cast.lea)
    with_app(cast.lea)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    for page in ("totp/deactivate/", "webauthn/add/", "recovery-codes/generate/", "recovery-codes/"):
        for method in (client.get, client.post):
            assert method(INDEX + page)["Location"].startswith(STEP), page
    assert client.get("/setup/", follow=True).redirect_chain[-1][0].startswith(REAUTH)
    answer = client.post(f"{REAUTH}?next=/setup/", {"code": number(), "next": "/setup/"}, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/setup/")


def test_factor_of_somebody_else_proves_nothing(cast: Cast) -> None:
    foreign = with_app(cast.dan)
    client = sign_in(cast.lea)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "id": foreign.pk, "at": 1}]
    session.save()
    assert client.get("/setup/").status_code == 302


def test_duty_sleeps_again_when_the_factor_is_gone(cast: Cast) -> None:
    client = sign_in(cast.lea)
    kept = with_app(cast.lea)
    client.post(REAUTH, {"code": number()})
    assert client.get("/setup/").status_code == 200
    kept.delete()
    assert client.get("/setup/").status_code == 302


def test_new_password_by_mail_does_not_replace_the_factor(cast: Cast, mailoutbox: list[Any]) -> None:
    with_app(cast.lea)
    EmailAddress.objects.create(user=cast.lea, email=cast.lea.email, verified=True, primary=True)
    client = Client()
    client.post("/accounts/password/reset/", {"email": cast.lea.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another-long-one-9", "password2": "another-long-one-9"})
    answer = client.post(LOGIN, {"login": cast.lea.email, "password": "another-long-one-9"})
    assert answer["Location"] == SHOW
    assert client.get("/setup/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_services_refuse_too_while_the_duty_sleeps(cast: Cast) -> None:
    """Whatever looks up rights inside the request gets those of the session, not those of the person."""
    with standing(Here(user_id=cast.lea.pk, is_proven=lambda: False)):
        assert not Rights(cast.lea).is_site_admin
        assert Rights(cast.lea).sleeps
        assert Rights(cast.dan).scopes_with("moderator")
    assert Rights(cast.lea).is_site_admin


def test_step_leads_nowhere_else(cast: Cast) -> None:
    client = sign_in(cast.lea)
    with_app(cast.lea)
    answer = client.get(f"{STEP}?next=https://evil.example/")
    assert answer["Location"] == f"{REAUTH}?next=%2F"
    root = sign_in(User.objects.create_superuser("root@example.org", PASSWORD), Client())
    assert "evil" not in root.get("/admin/login/?next=https://evil.example/")["Location"]


def test_operator_takes_a_lost_factor_off(cast: Cast) -> None:
    with_app(cast.lea)
    client = sign_in(cast.lea)
    client.post(SHOW, {"code": number()})
    call_command("forget_second_factor", cast.lea.email)
    assert client.get("/setup/")["Location"].startswith(LOGIN)
    assert sign_in(User.objects.get(pk=cast.lea.pk), Client()).get("/setup/").status_code == 302


def test_production_has_no_exemption() -> None:
    env = {"COLLOQUY_MODE": "production", "COLLOQUY_SECOND_FACTOR": "off", "COLLOQUY_SECRET_KEY": "x" * 60}
    code = "import config.env as e; e.second_factor(e.mode())"
    told = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | env, capture_output=True, text=True, check=False
    )
    assert "in production, whoever administers or moderates needs a second factor" in told.stderr


def test_seal_opens_with_its_key_and_no_other(settings: Any) -> None:
    sealed = seal("a secret")
    assert "a secret" not in sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert unseal(sealed) == "a secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Broken, match="sealed with another COLLOQUY_SECRET_KEY"):
        unseal(sealed)


def test_devices_are_listed_and_ended(cast: Cast) -> None:
    first, second, third = (
        sign_in(cast.cleo, Client(HTTP_USER_AGENT=f"Mozilla/5.0 ({os})"))
        for os in ("Windows NT 10.0) Firefox/1", "Android 15) Chrome/1", "iPhone) Safari/1")
    )
    page = first.get("/settings/devices/").content.decode()
    assert all(name in page for name in ("Firefox, Windows", "Chrome, Android", "Safari, iPhone", "place unknown"))
    row = cast.cleo.sign_ins.get(device="Chrome, Android")
    assert sign_in(cast.fay, Client()).post(f"/settings/devices/{row.pk}/end/").status_code == 404
    first.post(f"/settings/devices/{row.pk}/end/")
    assert [c.get("/settings/devices/").status_code for c in (first, second, third)] == [200, 302, 200]
    first.post("/settings/devices/others/end/")
    assert [c.get("/settings/devices/").status_code for c in (first, second, third)] == [200, 302, 302]


def test_others_end_even_where_no_row_tells_of_them(cast: Cast) -> None:
    client, unlisted = sign_in(cast.cleo), Client()
    unlisted.force_login(cast.cleo)
    client.post("/settings/devices/others/end/")
    assert [c.get("/settings/devices/").status_code for c in (client, unlisted)] == [200, 302]


def test_new_password_ends_the_others(cast: Cast) -> None:
    first, second = sign_in(cast.cleo), sign_in(cast.cleo, Client(HTTP_USER_AGENT="Other"))
    second = Client(HTTP_USER_AGENT="Other")
    second.post(LOGIN, {"login": cast.cleo.email, "password": PASSWORD})
    first = Client(HTTP_USER_AGENT="Firefox")
    first.post(LOGIN, {"login": cast.cleo.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "another-long-one-9", "password2": "another-long-one-9"}
    assert first.post("/accounts/password/change/", new).status_code == 302
    assert [c.get("/settings/devices/").status_code for c in (first, second)] == [200, 302]
    assert "Firefox" in first.get("/settings/devices/").content.decode()


def test_devices_page_costs_the_same_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = sign_in(cast.cleo)
    sizes = []
    for _ in range(2):
        with django_assert_max_num_queries(30) as seen:
            client.get("/settings/devices/")
        sizes.append(len(seen))
        for n in range(30):
            cast.cleo.sign_ins.update_or_create(session_key=f"gone-{n}", device="Gone")
    assert sizes[1] <= sizes[0]


def test_stranger_learns_of_no_person(cast: Cast) -> None:
    UserFactory(name="Nobody")
    assert Client().get(STEP).status_code == 302
