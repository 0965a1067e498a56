import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from ethics.models import Acceptance, Clause
from ethics.pages import RulesPanel
from tests.factories.accounts import UserFactory
from tests.factories.ethics import agreed, published, replaced


@pytest.fixture
def newcomer(cast):
    person = UserFactory(name="Newcomer")
    grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    return person


@pytest.fixture
def address(cast):
    return reverse("ethics:rules", args=[cast.course_scope.pk])


def panel_of(person, scope):
    return RulesPanel.build(rights=rights_of(person), scope=scope, next="/back/")


def agree(client, address, panel, **fields):
    return client.post(address, {"shown": panel.shown, "next": panel.next, **fields})


def test_screen_shows_the_union_along_the_path(client, cast, newcomer, address):
    course = published(cast.course_scope)
    client.force_login(newcomer)
    text = client.get(address).content.decode()
    assert all(clause.line in text for clause in Clause.objects.filter(version=course))
    assert "Disagree with the idea" in text


def test_one_button_agrees_to_every_version_and_goes_back(client, cast, newcomer, address):
    published(cast.course_scope)
    client.force_login(newcomer)
    answer = agree(client, address, panel_of(newcomer, cast.course_scope))
    assert answer.url == "/back/"
    assert Acceptance.objects.filter(user=newcomer).count() == 2
    assert panel_of(newcomer, cast.course_scope) is None


def test_agreement_keeps_the_hash_of_the_text_that_was_shown(client, cast, newcomer, address):
    client.force_login(newcomer)
    agree(client, address, panel_of(newcomer, cast.course_scope))
    row = Acceptance.objects.get(user=newcomer)
    assert row.text_hash == row.version.text_hash


def test_text_that_changed_in_the_meantime_is_not_agreed_to(client, cast, newcomer, address):
    version = published(cast.course_scope)
    panel = panel_of(newcomer, cast.course_scope)
    replaced(version)
    client.force_login(newcomer)
    answer = agree(client, address, panel)
    assert answer.status_code == 422
    assert "changed while you were reading" in answer.content.decode()
    assert not Acceptance.objects.filter(user=newcomer).exists()


def test_after_a_change_only_the_differences_are_shown(cast, newcomer):
    version = published(cast.course_scope, rules=3)
    agreed([newcomer], scope=cast.course_scope)
    replaced(version, line="Something new in one line.")
    panel = panel_of(newcomer, cast.course_scope)
    assert panel.title == "1 rule changed"
    assert [rule.kind for rule in panel.sections[0].fresh] == ["changed"]


def test_a_change_of_wording_asks_nobody_again(cast, newcomer):
    version = published(cast.course_scope)
    agreed([newcomer], scope=cast.course_scope)
    replaced(version, material=False)
    assert panel_of(newcomer, cast.course_scope) is None


def test_next_never_leaves_the_site(client, cast, newcomer, address):
    client.force_login(newcomer)
    answer = agree(client, address, panel_of(newcomer, cast.course_scope), next="https://evil.example/")
    assert answer.url == address


def test_reading_first_folds_the_rules_and_opens_nothing(client, cast, newcomer):
    client.force_login(newcomer)
    answer = client.post(reverse("ethics:rules-later", args=[cast.course_scope.pk]), {"next": "/back/"})
    assert answer.url == "/back/"
    assert answer.cookies[f"rules-later-{cast.course_scope.pk}"].value == "1"
    assert panel_of(newcomer, cast.course_scope) is not None


def test_rules_of_a_place_one_does_not_belong_to_are_absent(client, cast, address):
    client.force_login(cast.eve)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("policies", [1, 3])
def test_screen_costs_the_same_for_one_policy_and_for_three(cast, newcomer, policies, django_assert_num_queries):
    for scope in [cast.institution, cast.programme, cast.course_scope][:policies]:
        published(scope, rules=4)
    rights = rights_of(newcomer)
    with django_assert_num_queries(3):
        RulesPanel.build(rights=rights, scope=cast.course_scope)
