import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.services import grant
from moderation import services
from moderation.choices import CaseState
from moderation.models import Appeal, AuditEntry, Decision, Report
from tests.factories.moderation import LeafContent


@pytest.fixture
def dan(client, cast):
    client.force_login(cast.dan)
    return client


def at(case, name="case"):
    return reverse(f"moderation:{name}", args=[case.ref])


def posted(case, finding, do, outcome="hide", **fields):
    filled = {**finding(case, outcome), **fields}
    clause = filled.pop("clause")
    return {**{key: value for key, value in filled.items() if value is not None}, "clause": clause.pk, "do": do}


def test_desk_opens_on_the_oldest_case(dan, cast, case):
    newer = LeafContent.grow(cast.fay, cast.course_scope, "Another leaf.")
    services.report(actor=cast.cleo, kind="test.leaf", object_id=newer.pk, clause=None)
    text = dan.get(reverse("moderation:desk")).content.decode()
    assert "Only an idiot" in text
    assert "Another leaf." not in text


def test_a_quiet_desk_says_how_long_the_last_case_took(dan, cast, case, finding):
    services.decide(actor=cast.dan, case=case, **finding(case))
    assert "in 1 hour." in dan.get(reverse("moderation:desk")).content.decode()


def test_names_are_under_a_veil_until_they_are_asked_for(dan, cast, case):
    before = dan.get(at(case)).content.decode()
    dan.post(at(case, "case-names"))
    after = dan.get(at(case)).content.decode()
    assert ("Cleo" in before, "Fay" in before) == (False, False)
    assert ("Cleo" in after, "Fay" in after) == (True, True)
    assert AuditEntry.objects.filter(act="names_shown").count() == 1


def test_looking_at_a_case_writes_nothing(dan, case):
    before = AuditEntry.objects.count()
    dan.get(reverse("moderation:desk"))
    dan.get(at(case))
    case.refresh_from_db()
    assert (AuditEntry.objects.count(), case.state) == (before, CaseState.NEW)


def test_preview_shows_the_letter_and_decides_nothing(dan, case, leaf, finding):
    answer = dan.post(at(case, "case-decide"), posted(case, finding, "preview"))
    assert "We hid your leaf of" in answer.content.decode()
    assert not Decision.objects.exists()


def test_send_decides_and_opens_the_desk_again(dan, case, leaf, finding):
    answer = dan.post(at(case, "case-decide"), posted(case, finding, "send"))
    assert answer.url == reverse("moderation:desk")
    assert leaf.hidden


def test_an_incomplete_finding_comes_back_with_its_text(dan, case, finding):
    answer = dan.post(at(case, "case-decide"), posted(case, finding, "preview", quote="not there", reasons="My words."))
    assert answer.status_code == 422
    assert "These words do not stand in the text" in answer.content.decode()
    assert "My words." in answer.content.decode()


def test_a_second_person_confirms_on_the_card(client, cast, case, leaf, finding):
    services.decide(actor=cast.dan, case=case, **finding(case, "refer"))
    client.force_login(cast.gil)
    assert "I confirm this" in client.get(reverse("moderation:desk")).content.decode()
    client.post(at(case, "case-confirm"), {"do": "confirm"})
    assert leaf.hidden


def test_seeing_it_otherwise_needs_a_note(client, cast, case, finding):
    services.decide(actor=cast.dan, case=case, **finding(case, "refer"))
    client.force_login(cast.gil)
    assert client.post(at(case, "case-confirm"), {"do": "decline"}).status_code == 422
    assert client.post(at(case, "case-confirm"), {"do": "decline", "note": "A quotation."}).url == at(case)


def test_hand_over_leaves_a_note_for_the_next_person(dan, client, cast, case):
    dan.post(at(case, "case-hand-over"), {"note": "I know the family."})
    client.force_login(cast.gil)
    assert "I know the family." in client.get(at(case)).content.decode()


@pytest.mark.parametrize("who", ["ada", "cleo", "fay", "kim", "hana", "eve"])
def test_a_case_is_absent_for_whoever_is_not_in_charge(client, cast, case, who):
    client.force_login(getattr(cast, who))
    assert client.get(at(case)).status_code == 404


def test_a_case_in_conflict_is_absent(dan, cast, case):
    grant(user=cast.dan, scope=cast.course_scope, role=Role.ASSISTANT)
    assert dan.get(at(case)).status_code == 404
    assert "No cases" in dan.get(reverse("moderation:desk")).content.decode()


def test_report_page_is_absent_for_whoever_cannot_see_the_thing(client, cast, leaf):
    client.force_login(cast.eve)
    assert client.get(reverse("moderation:report", args=["test.leaf", leaf.pk])).status_code == 404
    assert client.get(reverse("moderation:report", args=["test.none", leaf.pk])).status_code == 404


def test_report_is_two_clicks_and_no_words(client, cast, leaf):
    client.force_login(cast.fay)
    address = reverse("moderation:report", args=["test.leaf", leaf.pk])
    assert "Disagree with the idea" in client.get(address).content.decode()
    assert client.post(address, {}).url == f"/leaves/{leaf.pk}/"
    assert Report.objects.get().reporter == cast.fay


def test_only_staff_are_offered_to_hide_at_once(client, cast, leaf):
    address = reverse("moderation:report", args=["test.leaf", leaf.pk])
    client.force_login(cast.fay)
    client.post(address, {"at_once": "on"})
    assert not leaf.hidden
    client.force_login(cast.ada)
    client.post(address, {"at_once": "on"})
    assert leaf.hidden


def test_author_reads_the_letter_and_appeals_in_two_clicks(client, cast, case, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case))
    client.force_login(cast.cleo)
    assert "Appeal, open until" in client.get(at(decision, "letter")).content.decode()
    client.post(at(decision, "appeal"), {"ground": "context", "words": "I quoted the reading."})
    assert "answers by" in client.get(at(decision, "appeal")).content.decode()


def test_nobody_else_reads_a_letter(client, cast, case, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case))
    for person in (cast.fay, cast.dan, cast.ada, cast.lea):
        client.force_login(person)
        assert client.get(at(decision, "letter")).status_code == 404


def test_an_appeal_is_answered_by_somebody_else(client, cast, case, leaf, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case))
    services.appeal(actor=cast.cleo, decision=decision, ground="context", words="I quoted the reading.")
    client.force_login(cast.dan)
    assert client.get(at(decision, "appeal-case")).status_code == 404
    client.force_login(cast.gil)
    assert "I quoted the reading." in client.get(at(decision, "appeal-case")).content.decode()
    client.post(at(decision, "appeal-read"))
    client.post(at(decision, "appeal-case"), {"outcome": "overturned", "answer": "It is a quotation."})
    assert not leaf.hidden
    client.force_login(cast.cleo)
    assert "with no mark" in client.get(at(Appeal.objects.get(), "appeal")).content.decode()


def test_reporter_never_appears_in_what_the_author_gets(client, cast, case, finding):
    services.decide(actor=cast.dan, case=case, **finding(case))
    client.force_login(cast.cleo)
    text = client.get(at(Decision.objects.get(), "letter")).content.decode()
    assert ("Fay" in text, "Dan" in text) == (False, False)


def test_decided_cases_are_counted(dan, cast, case, finding):
    services.decide(actor=cast.dan, case=case, **finding(case))
    assert case.ref in dan.get(reverse("moderation:decided")).content.decode()
