from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ethics import services
from ethics.choices import VersionState
from ethics.models import Nudge, Policy, PolicyVersion
from tests.factories.ethics import published, replaced


@pytest.fixture
def policy(cast):
    return published(cast.institution, rules=3).policy


@pytest.fixture
def hana(client, cast):
    client.force_login(cast.hana)
    return client


def at(name, policy, *more):
    return reverse(f"ethics:{name}", args=[policy.slug, *more])


def step(client, policy, name, **fields):
    return client.post(at("studio-step", policy, name), fields)


def test_anybody_reads_the_rules_of_the_site(client, db):
    text = client.get(reverse("ethics:policy", args=["conduct"])).content.decode()
    assert "Disagree with the idea" in text


def test_narrower_rules_are_absent_for_strangers(client, cast, policy):
    for person, status in [(cast.eve, 404), (cast.cleo, 200), (cast.lea, 200)]:
        client.force_login(person)
        assert client.get(at("policy", policy)).status_code == status


def test_a_draft_is_absent_for_readers(client, cast, policy):
    services.copy_to_new_version(actor=cast.hana, policy=policy)
    client.force_login(cast.cleo)
    assert client.get(at("version", policy, 2)).status_code == 404
    client.force_login(cast.ivo)
    assert client.get(at("version", policy, 2)).status_code == 200


def test_differences_show_new_and_gone_words(client, cast, policy):
    replaced(policy.versions.get(), line="Something new in one line.")
    client.force_login(cast.cleo)
    text = client.get(at("differences", policy, 1, 2)).content.decode()
    assert "1 rule changed" in text
    assert "<ins>Something new</ins>" in text


@pytest.mark.parametrize("who", ["cleo", "ada", "dan", "lea", "eve"])
def test_studio_is_absent_for_everybody_else(client, cast, policy, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("ethics:studio")).status_code == 404
    assert client.get(at("studio-policy", policy)).status_code == 404


def test_an_administrator_publishes_by_pages_alone(hana, cast, policy):
    hana.post(at("studio-copy", policy))
    clause = policy.versions.get(number=2).clauses.first()
    words = {"line": "Say it plainly.", "explanation": "Short words.", "nudges": r"\bbed \d+ => Which bed?"}
    assert hana.post(at("studio-rule", policy, clause.key), words).status_code == 302
    step(hana, policy, "review")
    hana.force_login(cast.ivo)
    step(hana, policy, "approve")
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert step(hana, policy, "schedule", starts_on=day).url == at("studio-policy", policy)
    assert policy.versions.get(number=2).state == VersionState.SCHEDULED


def test_too_soon_comes_back_with_what_to_do(hana, cast, policy):
    hana.post(at("studio-copy", policy))
    version = policy.versions.get(number=2)
    services.remove_clause(actor=cast.hana, clause=version.clauses.first())
    services.request_review(actor=cast.hana, version=version)
    services.approve(actor=cast.ivo, version=version)
    answer = step(hana, policy, "schedule", starts_on=timezone.localdate().isoformat())
    assert answer.status_code == 422
    assert "five days" in answer.content.decode()


def test_a_bad_pattern_comes_back_with_its_text(hana, policy):
    hana.post(at("studio-copy", policy))
    clause = policy.versions.get(number=2).clauses.first()
    words = {"line": "Say it plainly.", "explanation": "Short words.", "nudges": "(a+)+ => Sure?"}
    answer = hana.post(at("studio-rule", policy, clause.key), words)
    assert answer.status_code == 422
    assert "(a+)+ =&gt; Sure?" in answer.content.decode()


def test_send_back_needs_a_note(hana, client, cast, policy):
    hana.post(at("studio-copy", policy))
    version = policy.versions.get(number=2)
    services.remove_clause(actor=cast.hana, clause=version.clauses.first())
    step(hana, policy, "review")
    client.force_login(cast.ivo)
    assert step(client, policy, "send-back").status_code == 422
    step(client, policy, "send-back", note="Keep rule 1.")
    assert "Keep rule 1." in client.get(at("studio-draft", policy)).content.decode()


def test_agreements_are_counted_and_unnamed(hana, cast, policy):
    services.accept(actor=cast.cleo, scope=cast.course_scope)
    text = hana.get(at("studio-policy", policy)).content.decode()
    assert '<td class="num-end">1</td>' in text
    assert "Cleo" not in text


def test_rules_of_a_programme_start_as_a_draft(hana, cast):
    hana.post(reverse("ethics:studio"), {"scope": cast.programme.pk, "title": "Placements"})
    assert PolicyVersion.objects.get(policy__scope=cast.programme).state == VersionState.DRAFT
    assert hana.get(reverse("ethics:studio-draft", args=["placements"])).status_code == 200


def test_a_place_that_is_not_theirs_is_refused(hana, cast):
    answer = hana.post(reverse("ethics:studio"), {"scope": cast.site.pk, "title": "Everywhere"})
    assert answer.status_code == 422
    assert Policy.objects.count() == 1


def test_an_unknown_step_is_absent(hana, policy):
    hana.post(at("studio-copy", policy))
    assert step(hana, policy, "publish-now").status_code == 404


def test_draft_shows_what_writers_did_and_not_of_fewer_than_five(cast, client):
    version = published(cast.institution)
    for clause, times in zip(version.clauses.all(), (4, 5), strict=True):
        Nudge.objects.create(clause=clause, pattern="bed", text="Which?", shown=times, heeded=3)
    services.copy_to_new_version(actor=cast.hana, policy=version.policy)
    client.force_login(cast.hana)
    page = client.get(f"/studio/policies/{version.policy.slug}/draft/").content.decode()
    assert "asked writers 5 times, heeded 3 times" in page
    assert "asked writers 4 times" not in page
