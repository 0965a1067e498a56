"""What the pages show, and to whom; lists cost the same for one row and for many."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.services import grant
from mentoring import matching, services
from mentoring.choices import AskState, PairState, Reason
from mentoring.models import Ask, Offer, Pair, Programme, SetAside
from tests.factories.mentoring import TEXT, accepted, ask_by, mentor_in, offer_by, programme_of, signed, student_in

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Cast


@pytest.fixture
def visit(client: Client):
    def go(person: "User", name: str, *args: object, **data: str) -> object:
        client.force_login(person)
        url = reverse(f"mentoring:{name}", args=args)
        return client.post(url, data) if data else client.get(url)

    return go


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_find_page_says_why_and_why_not(cast: "Cast", programme: Programme, visit) -> None:
    offer_by(cast.ben, programme, places=3, topics=["Respiratory medicine"], modes=["video"], words="I came back.")
    wishes = [
        matching.Wish(matching.Kind.TOPIC, ("Respiratory medicine",)),
        matching.Wish(matching.Kind.TOPIC, ("Boundaries",)),
        matching.Wish(matching.Kind.MODE, ("in_person",)),
    ]
    services.keep_wishes(actor=cast.cleo, programme=programme, wishes=wishes)
    page = text(visit(cast.cleo, "find", programme.slug))
    assert "Fits 1 of your 3 wishes, 1 in part" in page
    assert "<b>Boundaries.</b> Not among the topics offered." in page
    assert "<b>By video.</b> You hoped for this: In person." in page
    assert "Does not teach or grade you." in page


def test_find_page_discloses_who_teaches(cast: "Cast", offer: Offer, visit) -> None:
    grant(user=cast.ben, scope=cast.course_scope, role=Role.ASSISTANT)
    page = text(visit(cast.cleo, "find", offer.programme.slug))
    assert "Teaches you in Clinical Reasoning, and does not grade you." in page


def test_find_page_costs_the_same_for_one_and_for_many(cast: "Cast", offer: Offer, client: Client) -> None:
    client.force_login(cast.cleo)
    url, counted = reverse("mentoring:find", args=[offer.programme.slug]), []
    for number in range(3):
        for turn in range(number * 4):
            offer_by(mentor_in(cast, f"Mo {number} {turn}"), offer.programme)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counted.append(len(seen))
    assert counted[1] == counted[2] <= 15


def test_wishes_are_kept_with_what_matters_most_first(cast: "Cast", programme: Programme, visit) -> None:
    answer = visit(cast.cleo, "wishes", programme.slug, topic_1="Night shifts", language_1="ig", most="language")
    assert answer.status_code == 302
    seeker = programme.seekers.get(student=cast.cleo)
    assert list(seeker.wishes.values_list("kind", "values")) == [("language", ["ig"]), ("topic", ["Night shifts"])]


def test_no_wish_at_all_comes_back(cast: "Cast", programme: Programme, visit) -> None:
    answer = visit(cast.cleo, "wishes", programme.slug, most="topic")
    assert answer.status_code == 422
    assert "one thing at least" in text(answer)


def test_not_for_me_leaves_and_comes_back(cast: "Cast", offer: Offer, visit) -> None:
    slug = offer.programme.slug
    visit(cast.cleo, "aside", slug, offer.pk, x="1")
    page = text(visit(cast.cleo, "find", slug))
    assert "Ask Ben" not in page
    assert reverse("mentoring:back", args=[slug, offer.pk]) in page
    visit(cast.cleo, "back", slug, offer.pk, x="1")
    assert not SetAside.objects.exists()


def test_asking_from_the_page(cast: "Cast", offer: Offer, visit) -> None:
    slug = offer.programme.slug
    assert "Only Ben reads this" in text(visit(cast.cleo, "ask-new", slug, offer.pk))
    assert visit(cast.cleo, "ask-new", slug, offer.pk, text=" ").status_code == 422
    assert visit(cast.cleo, "ask-new", slug, offer.pk, text="x" * 601).status_code == 422
    assert visit(cast.cleo, "ask-new", slug, offer.pk, text=TEXT).status_code == 302
    assert Ask.objects.get().text == TEXT


def test_mentor_sees_text_fit_agreement_and_the_words_of_a_no(cast: "Cast", offer: Offer, visit) -> None:
    ask = ask_by(cast.cleo, offer)
    page = text(visit(cast.ben, "ask", offer.programme.slug, ask.ref))
    assert TEXT in page
    assert "No grading link found" in page
    assert "The mentor gives no marks." in page
    assert str(Reason.TIME.label) in page
    ask.refresh_from_db()
    assert ask.state == AskState.READING


def test_ask_is_nobody_elses(cast: "Cast", offer: Offer, visit) -> None:
    ask = ask_by(cast.cleo, offer)
    for who in ("ada", "jo", "kim", "lea", "dan", "fay"):
        assert visit(getattr(cast, who), "ask", offer.programme.slug, ask.ref).status_code == 404


def test_accepting_and_signing_on_the_pages(cast: "Cast", offer: Offer, visit) -> None:
    ask, slug = ask_by(cast.cleo, offer), offer.programme.slug
    shown = offer.programme.agreement_hash
    answer = visit(cast.ben, "ask-accept", slug, ask.ref, text_hash=shown, answer="Gladly.")
    pair = Pair.objects.get()
    assert answer["Location"] == reverse("mentoring:pair", args=[pair.ref])
    assert "Read and sign the agreement" in text(visit(cast.cleo, "ask", slug, ask.ref))
    assert "Sign the agreement" in text(visit(cast.cleo, "pair", pair.ref))
    visit(cast.cleo, "pair-sign", pair.ref, text_hash=shown)
    pair.refresh_from_db()
    assert pair.state == PairState.MEETING
    visit(cast.cleo, "meeting-pick", pair.ref, pair.meetings.all()[1].pk, x="1")
    assert "Your next meeting" in text(visit(cast.ben, "pair", pair.ref))


def test_declining_shows_the_student_the_reason_and_the_colleague(cast: "Cast", offer: Offer, visit) -> None:
    colleague = offer_by(mentor_in(cast, "Mo"), offer.programme)
    ask, slug = ask_by(cast.cleo, offer), offer.programme.slug
    visit(cast.ben, "ask-decline", slug, ask.ref, reason="time", answer="I mean it.", suggests=str(colleague.pk))
    page = text(visit(cast.cleo, "ask", slug, ask.ref))
    assert "Ben cannot take this on in this round." in page
    assert "I mean it." in page
    assert "Ask Mo" in page


def test_pair_page_is_the_two_peoples(cast: "Cast", offer: Offer, visit) -> None:
    pair = signed(accepted(ask_by(cast.cleo, offer)))
    assert "Only the two of you read this." in text(visit(cast.ben, "pair", pair.ref))
    for who in ("ada", "jo", "kim", "lea", "dan", "fay", "eve"):
        assert visit(getattr(cast, who), "pair", pair.ref).status_code == 404


def test_ended_pair_shows_no_reason_and_no_name(cast: "Cast", offer: Offer, visit) -> None:
    pair = signed(accepted(ask_by(cast.cleo, offer)))
    visit(cast.cleo, "pair-end", pair.ref, x="1")
    page = text(visit(cast.ben, "pair", pair.ref))
    assert "This pair has ended." in page
    assert "End this pair" not in page


def test_coordinator_sees_counts_of_five_and_more(cast: "Cast", programme: Programme, visit) -> None:
    offers = [offer_by(mentor_in(cast, f"Mo {n}"), programme) for n in range(5)]
    ask_by(cast.cleo, offers[0])
    page = text(visit(cast.kim, "numbers", programme.slug))
    assert "fewer than 5" in page
    assert "Cleo" not in page
    assert visit(cast.cleo, "numbers", programme.slug).status_code == 404
    assert visit(cast.ada, "numbers", programme.slug).status_code == 404


def test_note_reaches_the_programme_without_a_name(cast: "Cast", programme: Programme, visit) -> None:
    visit(cast.cleo, "missing", programme.slug, missing="Somebody from mental health nursing.")
    page = text(visit(cast.kim, "numbers", programme.slug))
    assert "Somebody from mental health nursing." in page
    assert "Cleo" not in page


def test_mentor_offers_places_on_the_page(cast: "Cast", programme: Programme, visit) -> None:
    answer = visit(cast.ben, "offer", programme.slug, topics="One\nTwo\nOne", places="2", language_1="en")
    assert answer.status_code == 302
    offer = Offer.objects.get(mentor=cast.ben)
    assert (offer.topics, offer.places, offer.languages) == (["One", "Two"], 2, ["en"])
    assert visit(cast.ben, "offer", programme.slug, topics="\n".join("abcdefghi"), places="2").status_code == 422
    assert visit(cast.cleo, "offer", programme.slug, places="2").status_code == 403


def test_programme_page_leads_each_to_the_next_act(cast: "Cast", offer: Offer, visit) -> None:
    ask_by(student_in(cast, "Uma"), offer)
    assert "Uma asks for one of your places" in text(visit(cast.ben, "programme", offer.programme.slug))
    assert "See who fits" in text(visit(cast.cleo, "programme", offer.programme.slug))
    assert "See who fits" not in text(visit(cast.ada, "programme", offer.programme.slug))
    assert visit(cast.eve, "programme", offer.programme.slug).status_code == 404


def test_round_is_opened_for_a_course_by_its_educator(cast: "Cast", visit) -> None:
    answer = visit(
        cast.ada,
        "new",
        cast.course_scope.pk,
        title="Ward mentors",
        agreement="1. We meet.",
        open_asks="2",
        answer_days="5",
    )
    assert answer.status_code == 302
    assert Programme.objects.get().slug == "ward-mentors"
    assert visit(cast.cleo, "new", cast.course_scope.pk, title="x").status_code == 404
    assert visit(cast.ada, "new", cast.course_scope.pk, title="Pairs").status_code == 422


def test_words_that_could_not_be_shown_are_refused_and_stay(cast: "Cast") -> None:
    programme, deep = programme_of(cast), "[" * 400
    client = Client()
    client.force_login(cast.kim)
    answer = client.post(f"/mentoring/{programme.slug}/set-up/", {"title": "Round", "about": deep, "agreement": deep})
    assert answer.status_code == 422
    assert answer.content.decode().count(deep) == 2
