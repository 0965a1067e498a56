import hashlib
import json

import pytest

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import end_membership, grant
from core.policy import Refused
from ethics.models import Clause
from moderation import services
from moderation.choices import Desk
from moderation.models import Case, Evidence, Report
from tests.factories.accounts import UserFactory
from tests.factories.moderation import LeafContent


def report(actor, leaf, **fields):
    return services.report(actor=actor, kind="test.leaf", object_id=leaf.pk, clause=None, **fields)


def test_two_people_reporting_share_one_open_case(cast, leaf):
    first, second = report(cast.fay, leaf), report(cast.ben, leaf)
    assert first.case_id == second.case_id
    assert Case.objects.count() == 1


def test_the_same_person_reporting_twice_changes_nothing(cast, leaf):
    assert report(cast.fay, leaf, words="One.").pk == report(cast.fay, leaf, words="Two.").pk
    assert Report.objects.get().words == "One."


def test_evidence_stays_as_it_was_when_the_text_changes(cast, leaf):
    row = report(cast.fay, leaf)
    leaf.text = "I said nothing."
    evidence = Evidence.objects.get(report=row)
    assert json.loads(evidence.body)["text"] == "Only an idiot would say that."
    assert hashlib.sha256(evidence.body.encode()).hexdigest() == evidence.sha256


def test_one_does_not_report_oneself(cast, leaf):
    with pytest.raises(Refused):
        report(cast.cleo, leaf)


def test_what_one_may_not_see_one_cannot_report(cast, leaf):
    with pytest.raises(Refused) as refused:
        report(cast.eve, leaf)
    assert refused.value.verdict.secret


def test_a_report_needs_no_agreement_to_the_rules(cast, leaf):
    newcomer = UserFactory()
    grant(user=newcomer, scope=cast.course_scope, role=Role.LEARNER)
    assert report(newcomer, leaf).pk


def test_with_fewer_than_three_moderators_course_staff_act_first(cast, leaf):
    assert report(cast.fay, leaf).case.desk == Desk.STAFF


def test_with_three_moderators_the_independent_desk_decides(cast, leaf, third_moderator):
    assert report(cast.fay, leaf).case.desk == Desk.DESK


def test_a_report_about_the_only_teacher_goes_up_the_chain(cast):
    for person in (cast.jo, cast.dan, cast.gil):
        end_membership(user=person, scope=cast.site)
    leaf = LeafContent.grow(cast.ada, cast.course_scope)
    assert report(cast.fay, leaf).case.desk == Desk.LEAD


def test_the_chain_never_ends_at_nobody(cast):
    for person in (cast.jo, cast.dan, cast.gil, cast.kim):
        end_membership(user=person, scope=cast.site)
    leaf = LeafContent.grow(cast.ada, cast.course_scope)
    case = report(cast.fay, leaf).case
    assert case.desk == Desk.SITE
    assert Case.objects.visible_to(rights_of(cast.lea)).contains(case)


def test_a_moderator_who_reports_is_a_party(cast, leaf, third_moderator):
    grant(user=cast.dan, scope=cast.course_scope, role=Role.MENTOR)
    case = report(cast.dan, leaf).case
    assert not Case.objects.visible_to(rights_of(cast.dan)).contains(case)
    assert Case.objects.visible_to(rights_of(cast.gil)).contains(case)


def test_staff_hide_at_once_and_somebody_else_reviews(cast, leaf):
    clause = Clause.objects.first()
    case = services.hide_at_once(actor=cast.ada, kind="test.leaf", object_id=leaf.pk, clause=clause)
    assert leaf.hidden
    assert not Case.objects.visible_to(rights_of(cast.ada)).contains(case)
    services.show_again(actor=cast.ada, case=case)
    assert not leaf.hidden


def test_students_do_not_hide_at_once(cast, leaf):
    with pytest.raises(Refused):
        services.hide_at_once(actor=cast.fay, kind="test.leaf", object_id=leaf.pk, clause=None)
    assert not leaf.hidden
