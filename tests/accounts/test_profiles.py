import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Depth, Sight, UserState, Visibility
from accounts.extensions import Tie, ties
from accounts.models import Membership, PersonBlock, User
from accounts.policies import depth, sight_of
from accounts.rights import rights_of
from accounts.services import audience_of_members, block, erase, register
from core.events import kinds
from core.models import OutboxEvent
from core.policy import Refused

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def page_of(client: Client, reader: User, person: User, **query: str) -> Any:
    client.force_login(reader)
    return client.get(person.get_absolute_url(), query)


@pytest.mark.parametrize(
    ("who", "sight"),
    [
        ("cleo", Sight.SELF),
        ("fay", Sight.CLASSMATE),
        ("ben", Sight.CLASSMATE),
        ("ada", Sight.STAFF),
        ("jo", Sight.STAFF),
        ("eve", Sight.STRANGER),
        ("dan", Sight.STRANGER),
        ("lea", Sight.STRANGER),
    ],
)
def test_what_people_are_to_each_other(cast: "Cast", client: Client, who: str, sight: Sight) -> None:
    reader = getattr(cast, who)
    assert sight_of(rights_of(reader), cast.cleo) == sight
    assert page_of(client, reader, cast.cleo).status_code == (404 if sight == Sight.STRANGER else 200)


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("sight", [Sight.STAFF, Sight.CONNECTION, Sight.CLASSMATE])
def test_who_shares_a_course_sees_the_name_at_least(visibility: str, sight: Sight) -> None:
    assert depth(sight, visibility) != Depth.NOTHING
    assert depth(Sight.STRANGER, visibility) == Depth.NOTHING
    assert depth(Sight.SELF, visibility) == Depth.FULL


@pytest.mark.parametrize(
    ("visibility", "reader", "sees"),
    [
        (Visibility.COURSE, "fay", True),
        (Visibility.CONNECTIONS, "fay", False),
        (Visibility.CONNECTIONS, "ada", True),
        (Visibility.NOBODY, "ada", False),
    ],
)
def test_profile_shows_what_its_owner_chose(
    cast: "Cast", client: Client, visibility: str, reader: str, sees: bool
) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(visibility=visibility, about="I row on Sundays.")
    page = page_of(client, getattr(cast, reader), cast.cleo).content.decode()
    assert "Cleo" in page
    assert ("I row on Sundays." in page) == sees


def test_tie_opens_a_profile_kept_for_connections(cast: "Cast", client: Client) -> None:
    class Always(Tie):
        key = "tests.always"

        def holds(self, one_id: int, other_id: int) -> bool:
            return True

    User.objects.filter(pk=cast.cleo.pk).update(visibility=Visibility.CONNECTIONS, about="I row on Sundays.")
    with ties.temporarily(Always):
        assert "I row" in page_of(client, cast.fay, cast.cleo).content.decode()


def test_person_who_blocked_me_is_not_there(cast: "Cast", client: Client) -> None:
    block(actor=cast.cleo, person=cast.fay)
    assert page_of(client, cast.fay, cast.cleo).status_code == 404
    assert "You have blocked this person" in page_of(client, cast.cleo, cast.fay).content.decode()


@pytest.mark.parametrize(
    "change", [{"state": UserState.ERASED}, {"state": UserState.PLACEHOLDER}, {"is_active": False}]
)
def test_who_is_not_active_has_no_profile(cast: "Cast", client: Client, change: dict[str, Any]) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(**change)
    assert page_of(client, cast.fay, cast.cleo).status_code == 404


def test_place_shown_is_only_the_one_we_share(cast: "Cast", client: Client) -> None:
    page = page_of(client, cast.fay, cast.ada).content.decode()
    assert "Clinical Reasoning" in page
    assert "Grades here" in page
    Membership.objects.filter(user=cast.fay).update(ended_at=timezone.now())
    assert page_of(client, cast.fay, cast.ada).status_code == 404


@pytest.mark.parametrize(
    ("seen_as", "words"),
    [
        ("classmate", "They see your name"),
        ("connection", "They see this"),
        ("stranger", "For them there is no such page"),
    ],
)
def test_preview_shows_my_profile_as_others_see_it(cast: "Cast", client: Client, seen_as: str, words: str) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(visibility=Visibility.CONNECTIONS, about="I row on Sundays.")
    page = page_of(client, cast.cleo, cast.cleo, **{"as": seen_as}).content.decode()
    assert words in page
    assert ("I row on Sundays." in page) == (seen_as == "connection")


def test_preview_is_for_oneself_only(cast: "Cast", client: Client) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(visibility=Visibility.NOBODY, about="I row on Sundays.")
    assert "I row" not in page_of(client, cast.fay, cast.cleo, **{"as": "self"}).content.decode()


PROFILE = {"name": " Cleo  Okoro ", "call_me": "Cleo", "pronouns": "she/her", "about": "Hello.", "visibility": "course"}


def test_profile_is_saved_and_told(cast: "Cast", client: Client) -> None:
    client.force_login(cast.cleo)
    data = PROFILE | {"locale": "de", "time_zone": "Asia/Kathmandu"}
    assert client.post(reverse("accounts:profile-settings"), data).status_code == 302
    cleo = User.objects.get(pk=cast.cleo.pk)
    assert (cleo.name, cleo.locale, cleo.time_zone) == ("Cleo Okoro", "de", "Asia/Kathmandu")
    assert OutboxEvent.objects.filter(name="accounts.ProfileChanged").count() == 1
    assert "accounts.ProfileChanged" in kinds


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"time_zone": "Mars/Base"}, {"visibility": "all"}, {"about": "x" * 601}, {"locale": "xx"}]
)
def test_profile_that_makes_no_sense_comes_back(cast: "Cast", client: Client, wrong: dict[str, str]) -> None:
    client.force_login(cast.cleo)
    data = PROFILE | {"locale": "", "time_zone": "Europe/London"} | wrong
    response = client.post(reverse("accounts:profile-settings"), data)
    assert response.status_code == 422
    assert "Hello." in response.content.decode() or "about" in wrong
    assert User.objects.get(pk=cast.cleo.pk).name == "Cleo"


def test_names_in_any_script_have_an_address() -> None:
    people = [
        register(name=name, email=f"{n}@example.org")
        for n, name in enumerate(["نور حداد", "Noor Haddad", "Noor Haddad"])
    ]
    handles = [person.handle or "" for person in people]
    assert handles[0].startswith("person-")
    assert handles[1] == "noor-haddad"
    assert handles[2].startswith("noor-haddad-")


def test_blocking_is_one_press_each_way(cast: "Cast", client: Client) -> None:
    client.force_login(cast.cleo)
    client.post(reverse("accounts:block", args=[cast.fay.handle]))
    row = PersonBlock.objects.get()
    assert (row.blocker, row.blocked) == (cast.cleo, cast.fay)
    assert "Fay" in client.get(reverse("accounts:privacy")).content.decode()
    client.post(reverse("accounts:unblock", args=[row.pk]))
    assert not PersonBlock.objects.exists()


def test_blocks_of_others_are_theirs(cast: "Cast", client: Client) -> None:
    block(actor=cast.ada, person=cast.fay)
    client.force_login(cast.cleo)
    assert client.post(reverse("accounts:unblock", args=[PersonBlock.objects.get().pk])).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("cleo", 403)])
def test_who_cannot_be_blocked(cast: "Cast", client: Client, who: str, status: int) -> None:
    client.force_login(cast.cleo)
    assert client.post(reverse("accounts:block", args=[getattr(cast, who).handle])).status_code == status


def test_my_data_is_one_file(cast: "Cast", client: Client) -> None:
    client.force_login(cast.cleo)
    response = client.post(reverse("accounts:download"))
    assert response["Content-Disposition"].startswith('attachment; filename="colloquy-cleo-')
    data = json.loads(response.content)["apps"]["accounts"]["data"]
    assert data["profile"]["email"] == "cleo@example.org"
    assert [role["role"] for role in data["roles"]] == ["learner"]


def test_erased_person_is_nobody_and_nowhere(cast: "Cast") -> None:
    erase(actor=cast.cleo)
    cleo = User.objects.get(pk=cast.cleo.pk)
    assert (cleo.name, cleo.email, cleo.handle, cleo.is_active) == ("Somebody who left", None, None, False)
    assert not Membership.objects.live().filter(user=cleo).exists()
    assert OutboxEvent.objects.filter(name="accounts.PersonErased").exists()


def test_erased_person_is_counted_as_a_reader_no_more(cast: "Cast") -> None:
    audience = audience_of_members(scope=cast.course_scope, people=[cast.cleo, cast.ben])
    erase(actor=cast.cleo)
    audience.refresh_from_db()
    assert audience.others == 1


def erase_by_form(client: Client, user: User, **data: str) -> Any:
    user.set_password("correct-horse-battery")
    user.save()
    client.force_login(user)
    return client.post(reverse("accounts:erase"), data)


def test_erasing_takes_the_password_and_signs_out(cast: "Cast", client: Client) -> None:
    response = erase_by_form(client, cast.cleo, password="correct-horse-battery", sure="on")
    assert response.status_code == 302
    assert User.objects.get(pk=cast.cleo.pk).state == UserState.ERASED
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("data", [{"password": "wrong", "sure": "on"}, {"password": "correct-horse-battery"}])
def test_erasing_by_mistake_is_hard(cast: "Cast", client: Client, data: dict[str, str]) -> None:
    assert erase_by_form(client, cast.cleo, **data).status_code == 422
    assert User.objects.get(pk=cast.cleo.pk).state == UserState.ACTIVE


def test_last_administrator_cannot_leave(cast: "Cast", client: Client) -> None:
    assert erase_by_form(client, cast.lea, password="correct-horse-battery", sure="on").status_code == 403
    with pytest.raises(Refused):
        erase(actor=cast.lea)


@pytest.mark.parametrize("route", ["me", "settings", "profile-settings", "account-settings", "privacy", "erase"])
def test_settings_are_for_who_is_signed_in(cast: "Cast", client: Client, route: str) -> None:
    assert client.get(reverse(f"accounts:{route}"))["Location"].startswith("/accounts/login/")
    client.force_login(cast.cleo)
    assert client.get(reverse(f"accounts:{route}"), follow=True).status_code == 200
