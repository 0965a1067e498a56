from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.rights import rights_of
from core.models import OutboxEvent
from core.policy import Refused
from ethics import services
from ethics.choices import VersionState
from ethics.extensions import Corpus, corpora
from ethics.models import Nudge, Policy, PolicyVersion
from ethics.pages import RulesPanel
from ethics.services.versions import changes
from ethics.validators import check_pattern
from tests.factories.ethics import agreed, published


@pytest.fixture
def policy(cast):
    return published(cast.institution, rules=3).policy


@pytest.fixture
def draft(cast, policy):
    """Hana copied version 1 and reworded its first rule."""
    version = services.copy_to_new_version(actor=cast.hana, policy=policy)
    services.edit_clause(actor=cast.hana, clause=version.clauses.first(), nudges=[], line="Say it plainly.")
    return version


@pytest.fixture
def approved(cast, draft):
    services.request_review(actor=cast.hana, version=draft)
    return services.approve(actor=cast.ivo, version=draft)


def soon(days=6):
    return timezone.now() + timedelta(days=days)


def in_force(policy):
    return [version.number for version in policy.versions.in_force()]


def test_a_copy_begins_as_the_text_in_force(cast, policy):
    version = services.copy_to_new_version(actor=cast.hana, policy=policy)
    assert (version.number, version.state, changes(version)) == (2, VersionState.DRAFT, 0)
    assert version.needs.count() == 1


def test_only_one_version_is_on_its_way(cast, policy, draft):
    with pytest.raises(Refused):
        services.copy_to_new_version(actor=cast.ivo, policy=policy)


def test_whoever_asked_for_a_second_reader_does_not_approve(cast, draft):
    services.request_review(actor=cast.hana, version=draft)
    with pytest.raises(Refused):
        services.approve(actor=cast.hana, version=draft)


def test_without_a_second_reader_nothing_is_scheduled(cast, draft):
    services.request_review(actor=cast.hana, version=draft)
    with pytest.raises(Refused):
        services.schedule(actor=cast.hana, version=draft, starts_at=soon())


def test_one_person_may_publish_where_the_scope_says_so(cast, policy):
    cast.institution.settings = {"policy_two_people": False}
    cast.institution.save()
    version = services.copy_to_new_version(actor=cast.hana, policy=policy)
    services.remove_clause(actor=cast.hana, clause=version.clauses.last())
    services.request_review(actor=cast.hana, version=version)
    assert services.schedule(actor=cast.hana, version=version, starts_at=soon()).state == VersionState.SCHEDULED


def test_what_somebody_is_reading_does_not_change(cast, draft):
    services.request_review(actor=cast.hana, version=draft)
    with pytest.raises(Refused):
        services.edit_clause(actor=cast.hana, clause=draft.clauses.first(), nudges=[], line="Later.")


def test_sent_back_it_is_a_draft_again_with_the_note(cast, draft):
    services.request_review(actor=cast.hana, version=draft)
    services.send_back(actor=cast.ivo, version=draft, note="Rule 2 is too long.")
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert draft.steps.last().note == "Rule 2 is too long."


def test_people_get_five_days_notice(cast, approved):
    with pytest.raises(ValidationError):
        services.schedule(actor=cast.ivo, version=approved, starts_at=soon(4))


def test_urgent_comes_sooner_and_says_why(cast, approved, policy):
    services.schedule(actor=cast.ivo, version=approved, starts_at=timezone.now(), urgent_reason="A leak.")
    assert in_force(policy) == [2]


def test_it_comes_into_force_by_the_clock_alone(cast, approved, policy, time_machine):
    services.schedule(actor=cast.ivo, version=approved, starts_at=soon())
    assert in_force(policy) == [1]
    time_machine.move_to(soon(7))
    assert in_force(policy) == [2]


def test_the_words_follow_the_times_and_the_event_is_told_once(cast, approved, policy, time_machine):
    services.schedule(actor=cast.ivo, version=approved, starts_at=soon())
    time_machine.move_to(soon(7))
    assert (services.begin(), services.begin()) == (2, 0)
    states = list(PolicyVersion.objects.filter(policy=policy).order_by("number").values_list("state", flat=True))
    assert states == [VersionState.SUPERSEDED, VersionState.IN_FORCE]
    assert OutboxEvent.objects.filter(name="ethics.VersionCameIntoForce").count() == 1


def test_a_material_change_asks_again_and_shows_only_what_changed(cast, approved, time_machine):
    agreed([cast.cleo], scope=cast.course_scope)
    services.schedule(actor=cast.ivo, version=approved, starts_at=soon())
    time_machine.move_to(soon(7))
    panel = RulesPanel.build(rights=rights_of(cast.cleo), scope=cast.course_scope)
    assert panel.title == "1 rule changed"


def test_a_change_of_wording_asks_nobody(cast, draft, time_machine):
    agreed([cast.cleo], scope=cast.course_scope)
    services.edit_version(actor=cast.hana, version=draft, note="", preamble="", material=False)
    services.request_review(actor=cast.hana, version=draft)
    services.approve(actor=cast.ivo, version=draft)
    services.schedule(actor=cast.ivo, version=draft, starts_at=soon())
    time_machine.move_to(soon(7))
    assert RulesPanel.build(rights=rights_of(cast.cleo), scope=cast.course_scope) is None


def test_taken_back_the_old_text_has_no_end(cast, approved, policy, time_machine):
    services.schedule(actor=cast.ivo, version=approved, starts_at=soon())
    services.withdraw(actor=cast.hana, version=approved)
    time_machine.move_to(soon(7))
    assert in_force(policy) == [1]


def test_in_force_it_cannot_be_taken_back(cast, approved, time_machine):
    services.schedule(actor=cast.ivo, version=approved, starts_at=soon())
    time_machine.move_to(soon(7))
    with pytest.raises(Refused):
        services.withdraw(actor=cast.hana, version=approved)


@pytest.mark.parametrize("who", ["ada", "cleo", "kim", "dan", "eve"])
def test_nobody_but_administrators_of_policies_writes_rules(cast, policy, who):
    with pytest.raises(Refused):
        services.copy_to_new_version(actor=getattr(cast, who), policy=policy)


def test_rules_of_ones_own_for_a_programme_need_the_role_there(cast):
    services.start_policy(actor=cast.hana, scope=cast.programme, title="Placements")
    assert Policy.objects.filter(scope=cast.programme).count() == 1
    with pytest.raises(Refused):
        services.start_policy(actor=cast.ada, scope=cast.course_scope, title="Mine")


def test_moving_and_removing_keeps_the_numbers_whole(cast, draft):
    first, *_rest = draft.clauses.all()
    services.move_clause(actor=cast.hana, clause=first, by=1)
    services.remove_clause(actor=cast.hana, clause=draft.clauses.first())
    assert list(draft.clauses.values_list("position", flat=True)) == [1, 2]


@pytest.mark.parametrize("pattern", ["(", "(a+)+b", r"(\w)\1", ".*.*.*x", "a?", "x" * 301, "(a{1,99}){1,99}"])
def test_a_pattern_that_could_take_long_is_refused(cast, draft, pattern):
    with pytest.raises(ValidationError):
        services.edit_clause(actor=cast.hana, clause=draft.clauses.first(), nudges=[(pattern, "Sure?")], line="Rule.")


def test_a_dry_run_counts_and_keeps_nothing_else(cast, draft):
    class Past(Corpus):
        key = "test.past"

        def iterate(self, scope, since):
            yield from ["We saw bed 14.", "Nothing here.", "BED 3 again"]

    services.edit_clause(
        actor=cast.hana, clause=draft.clauses.first(), nudges=[(r"\bbed \d+", "Which bed?")], line="Rule."
    )
    with corpora.temporarily(Past):
        read = services.dry_run(actor=cast.hana, version=draft)
    nudge = draft.clauses.first().nudges.get()
    assert (read, nudge.touched, nudge.texts) == (3, 2, 3)


def test_a_nudge_asks_about_the_words_it_found(cast):
    asked = services.nudges_for(scope=cast.course_scope, text="She is in bed 14, just there.")
    assert [(each.words, each.number) for each in asked] == [("bed 14", 1)]


def test_starter_patterns_are_patterns_that_the_studio_would_take(db):
    for nudge in Nudge.objects.all():
        check_pattern(nudge.pattern)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat. The dog ran. We all had a good day out.", 5, 8),
        ("Institutional confidentiality obligations " * 6, 20, 25),
    ],
)
def test_reading_age_tells_plain_from_dense(text, least, most):
    assert least <= services.reading_age(text) <= most
