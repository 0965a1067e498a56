import pytest
from django.urls import reverse

from accounts.rights import rights_of
from ethics.extensions import Gate, gates
from ethics.models import Policy
from ethics.policies import may_act
from ethics.services import accept, plant_starter
from tests.factories.accounts import UserFactory
from tests.factories.ethics import published


class PostGate(Gate):
    key, label = "test.post", "First post"


@pytest.fixture(autouse=True)
def gate():
    with gates.temporarily(PostGate):
        yield


@pytest.fixture
def newcomer(cast):
    return UserFactory(name="Newcomer")


def test_starter_rules_are_in_force_from_the_first_minute(db):
    assert Policy.objects.get().versions.get().clauses.count() == 6


def test_planting_the_starter_rules_twice_changes_nothing(db):
    plant_starter()
    assert Policy.objects.count() == 1


def test_an_act_waits_for_agreement_and_says_where_to_give_it(cast, newcomer):
    verdict = may_act(rights_of(newcomer), "test.post", cast.course_scope)
    assert not verdict
    assert "agreed" in str(verdict.reason)
    assert verdict.way_out == reverse("ethics:rules", args=[cast.course_scope.pk])


def test_agreement_opens_the_gate(cast, newcomer):
    accept(actor=newcomer, scope=cast.course_scope)
    assert may_act(rights_of(newcomer), "test.post", cast.course_scope)


def test_a_narrower_policy_asks_too(cast, newcomer):
    accept(actor=newcomer, scope=cast.course_scope)
    published(cast.programme)
    assert not may_act(rights_of(newcomer), "test.post", cast.course_scope)
    assert may_act(rights_of(newcomer), "test.post", cast.institution)


def test_asking_costs_one_query_for_the_whole_path(cast, newcomer, django_assert_num_queries):
    for scope in (cast.institution, cast.programme, cast.course_scope):
        published(scope)
    rights = rights_of(newcomer)
    with django_assert_num_queries(1):
        may_act(rights, "test.post", cast.course_scope)
        may_act(rights, "test.post", cast.course_scope)


def test_a_gate_that_nobody_declared_is_a_mistake(cast, newcomer):
    with pytest.raises(KeyError):
        may_act(rights_of(newcomer), "test.nothing", cast.course_scope)
