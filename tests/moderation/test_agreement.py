"""Queryset and policy give the same answer about cases, appeals and letters, whoever asks, whatever happened before."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import grant
from moderation import policies
from moderation.choices import Act, Desk
from moderation.models import Appeal, Case, Decision, Report
from moderation.services.audit import record
from tests.conftest import Cast
from tests.factories.moderation import DecisionFactory, case_about, report_by

PEOPLE = ["ada", "ben", "cleo", "dan", "eve", "fay", "gil", "hana", "jo", "kim", "lea"]
WRITERS = ["cleo", "fay", "ada", "dan"]
person = st.sampled_from(PEOPLE)
places = st.sampled_from(["site", "institution", "programme", "course_scope"])
roles = st.lists(st.tuples(person, places, st.sampled_from(list(Role))), max_size=6)
history = st.tuples(
    st.sampled_from(WRITERS), person, st.sampled_from(list(Desk)), st.lists(person, max_size=3), st.none() | person
)
"""Who wrote it and who reported it, whose desk it came to, who had a hand in the case, who reads the appeal."""


def scope_of(cast: Cast, name: str) -> Scope:
    scope: Scope = getattr(cast, name)
    return scope


def person_of(cast: Cast, name: str) -> User:
    user: User = getattr(cast, name)
    return user


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=roles, histories=st.lists(history, min_size=4, max_size=14))
def test_queryset_and_policy_agree(cast, roles, histories):
    """Few worlds with many cases in each: a queryset is asked once for all of them, a policy for each."""
    with transaction.atomic():
        for who, where, role in roles:
            grant(user=person_of(cast, who), scope=scope_of(cast, where), role=role)
        for author, reporter, desk, hands, taken in histories:
            case = case_about(person_of(cast, author), cast.course_scope, desk=desk)
            report_by(person_of(cast, reporter), case)
            _lived(cast, case, hands, taken)
        for who in PEOPLE:
            _agree(person_of(cast, who))
        transaction.set_rollback(True)


def _lived(cast: Cast, case: Case, hands: list[str], taken: str | None) -> None:
    """A decision by Gil, a few hands in the case, and an appeal that somebody may be reading."""
    decision = DecisionFactory(case=case, decider=cast.gil, letter="{}", in_force_at=case.opened_at)
    for who in hands:
        record(actor=person_of(cast, who), case=case, act=Act.NAMES_SHOWN)
    reader = person_of(cast, taken) if taken and taken != "gil" else None
    Appeal.objects.create(
        decision=decision,
        first_decider=cast.gil,
        appellant=case.author,
        ground="context",
        words="Look.",
        desk=case.desk,
        decider=reader,
        due_at=case.due_at,
    )


def _agree(user: User) -> None:
    rights = rights_of(user)
    reports = Report.objects.all()
    assert set(reports.visible_to(rights)) == {each for each in reports if each.reporter_id == user.pk}
    cases, appeals, letters = Case.objects.all(), Appeal.objects.all(), Decision.objects.all()
    visible = set(Case.objects.visible_to(rights))
    assert visible == {each for each in cases if policies.can_see_case(rights, each)}
    assert set(Appeal.objects.decidable_by(rights)) == {
        each for each in appeals if policies.can_decide_appeal(rights, each)
    }
    assert set(Decision.objects.visible_to(rights)) == {
        each for each in letters if policies.can_read_letter(rights, each)
    }
    assert set(Case.objects.waiting_for(rights)) <= visible
