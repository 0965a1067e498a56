"""Threads of an old run in a new one: whose consent carries what, and what nobody in the new run learns."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, User
from accounts.rights import rights_of
from community.discussion import services
from community.discussion.choices import Consent, State
from community.discussion.pages.carrying import threads_of_old_runs
from community.discussion.policies.carrying import answers_for
from community.discussion.services import ledger
from community.models import Anchor, CarryConsent, Carrying, Endorsement, Post, Thread
from core.models import SearchDocument
from core.policy import Refused
from courses.models import RunCheck
from moderation.extensions import kinds
from tests.conftest import Cast
from tests.factories.community import course_of, opening_of, reply_by, thread_by
from tests.factories.courses import PartFactory, UnitFactory
from tests.runs.old_runs import HIDDEN, NAMED, NO, Runs, said, world_of

pytestmark = [pytest.mark.django_db]


def test_with_everybodys_yes_the_thread_is_there(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    assert said(thread) == [
        ("posted", "Cleo", "Does Fay think that a clear film rules it out?"),
        ("posted", "Fay", "Ask Cleo, she knows beds."),
        ("posted", "Ada", "Nearly: look again."),
    ]
    page = runs.page(thread, client)
    assert "From the run of 2025, carried over with its" in page
    assert "Nearly: look again." in page


def test_each_author_is_asked_once_and_asking_again_asks_nobody(runs: Runs) -> None:
    carrying = runs.ask()
    assert services.ask_to_carry(actor=runs.cast.ada, thread=runs.thread, course=runs.new) == carrying
    asked = CarryConsent.objects.filter(carrying=carrying).values_list("user__name", flat=True)
    assert sorted(asked) == ["Ada", "Cleo", "Fay"]


def test_without_a_yes_of_whoever_began_it_nothing_is_carried(runs: Runs) -> None:
    for answers in ({}, {"fay": NAMED}, {"cleo": NO, "fay": NAMED}):
        with pytest.raises(Refused):
            runs.carry(**answers)
    assert not Thread.objects.filter(course=runs.new).exists()


@pytest.mark.parametrize("answers", [{}, {"fay": NO}])
def test_no_answer_is_a_no_and_leaves_an_empty_place(runs: Runs, client: Client, answers: dict[str, Consent]) -> None:
    thread = runs.carry(cleo=NAMED, ada=NAMED, **answers)
    assert said(thread) == [
        ("posted", "Cleo", "Does [name left out] think that a clear film rules it out?"),
        ("left", "", ""),
        ("posted", "Ada", "Nearly: look again."),
    ]
    page = runs.page(thread, client)
    assert "One post was not carried over." in page
    assert "to a post that was not carried over" in page
    assert "Fay" not in page


def test_what_nobody_answers_is_left_out_without_a_trace(runs: Runs) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED)
    assert [state for state, _name, _text in said(thread)] == ["posted", "posted"]
    assert thread.post_count == 2


def test_without_a_name_nobody_learns_it_not_even_the_staff(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, fay=HIDDEN, ada=NAMED)
    label = Post.objects.get(thread=thread, seq=2).persona.label
    for who in (runs.nia, runs.cast.ada):
        page = runs.page(thread, client, who)
        assert label in page
        assert "Fay" not in page
    found = kinds["community.post"].snapshot(Post.objects.get(thread=thread, seq=2))
    assert "Fay" not in str(found)
    assert User.objects.get(pk=found.author_id).is_active is False


def test_twice_carried_is_once(runs: Runs) -> None:
    first = runs.carry(cleo=NAMED)
    again = services.carry_over(actor=runs.cast.ada, carrying=Carrying.objects.get(), space=runs.space)
    assert (first, Thread.objects.filter(course=runs.new).count()) == (again, 1)


def test_the_old_course_stays_as_it_was(runs: Runs) -> None:
    rows = [Thread.objects.filter(course=runs.thread.course), Post.objects.filter(thread=runs.thread)]
    audience = Audience.objects.filter(pk=runs.thread.audience_id)
    before = [list(each.values()) for each in (*rows, audience)]
    runs.carry(cleo=NAMED, fay=HIDDEN)
    assert [list(each.all().values()) for each in (*rows, audience)] == before
    assert runs.thread.audience_id not in rights_of(runs.nia).audiences


def test_old_authors_do_not_read_the_new_run(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED)
    client.force_login(runs.cast.cleo)
    assert client.get(reverse("community:thread-short", args=[thread.pk])).status_code == 404


def test_it_is_open_for_answers_or_only_to_read(runs: Runs) -> None:
    thread = runs.carry(cleo=NAMED, replies=False)
    with pytest.raises(Refused):
        reply_by(runs.nia, thread)
    services.reopen_thread(actor=runs.cast.ada, thread=thread)
    assert reply_by(runs.nia, thread).seq == 2


def test_it_is_new_to_nobody_and_can_be_found(runs: Runs) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED)
    assert not Post.objects.filter(thread=thread).unread_by(rights_of(runs.nia)).exists()
    assert not Thread.objects.filter(pk=thread.pk).with_news_for(rights_of(runs.nia)).get().news
    ids = Post.objects.filter(thread=thread).values("pk")
    assert SearchDocument.objects.filter(kind="community.post", object_id__in=ids).count() == 2


def test_an_endorsement_comes_along_with_its_day_and_is_looked_at_when_old(runs: Runs) -> None:
    services.endorse(actor=runs.cast.ada, post=runs.answer, reason="As Cleo says.")
    then = timezone.now() - timedelta(days=500)
    Endorsement.objects.update(checked_at=then)
    thread = runs.carry(cleo=NAMED, fay=HIDDEN, ada=NAMED)
    copy = Endorsement.objects.get(post__thread=thread)
    assert (copy.checked_at, copy.by, thread.endorsed_post_id) == (then, runs.cast.ada, copy.post_id)
    assert RunCheck.objects.filter(course=runs.new, kind="community.endorsed", number=thread.pk).exists()


def test_an_endorsement_without_the_yes_of_its_author_stays_behind(runs: Runs) -> None:
    services.endorse(actor=runs.cast.jo, post=runs.answer, reason="As Cleo says.")
    thread = runs.carry(cleo=NAMED, fay=NAMED)
    assert not Endorsement.objects.filter(post__thread=thread).exists()


def test_whoever_left_or_came_from_elsewhere_is_not_asked(runs: Runs) -> None:
    User.objects.filter(pk=runs.cast.fay.pk).update(is_active=False)
    thread = runs.carry(cleo=NAMED, ada=NAMED)
    assert [state for state, _name, _text in said(thread)] == ["posted", "left", "posted"]


@pytest.mark.parametrize(("anonymity", "offered"), [("always", [HIDDEN, NO]), ("off", [NAMED, HIDDEN, NO])])
def test_where_nobody_was_named_no_name_is_offered(cast: Cast, anonymity: str, offered: list[Consent]) -> None:
    runs = world_of(cast, anonymity=anonymity)
    consent = CarryConsent.objects.get(carrying=runs.ask(), user=cast.cleo)
    assert answers_for(consent) == offered


def test_who_wrote_without_their_name_gets_a_fresh_label(cast: Cast) -> None:
    runs = world_of(cast, anonymity="always")
    thread = runs.carry(cleo=HIDDEN)
    persona = opening_of(thread).persona
    assert (persona.anonymous, persona.user.name) == (True, "Somebody from an earlier run")
    assert persona.user_id != cast.cleo.pk


def test_counters_are_those_of_a_fresh_count(runs: Runs) -> None:
    thread = runs.carry(cleo=NAMED, fay=NO, ada=HIDDEN)
    kept = {name: getattr(thread, name) for name in ("post_count", "people_count", "answered", "last_seq")}
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    ledger.settle(thread)
    assert {name: getattr(thread, name) for name in kept} == kept
    assert opening_of(thread).answer_count == 1
    assert (runs.space.post_count, runs.space.thread_count) == (2, 1)


@pytest.mark.parametrize("name", ["cleo", "fay", "ben", "jo", "dan", "kim", "lea"])
def test_others_do_not_ask(runs: Runs, name: str) -> None:
    with pytest.raises(Refused):
        services.ask_to_carry(actor=getattr(runs.cast, name), thread=runs.thread, course=runs.new)


def test_only_threads_of_the_same_series_are_offered(runs: Runs) -> None:
    services.keep_thread(actor=runs.cast.ada, thread=runs.thread)
    assert list(threads_of_old_runs(rights_of(runs.cast.ada), runs.new)) == [runs.thread]
    assert list(threads_of_old_runs(rights_of(runs.nia), runs.new)) == []
    runs.new.series = None
    runs.new.save()
    with pytest.raises(Refused):
        runs.ask()


def test_staff_choose_an_author_agrees_and_staff_carry_it_over(runs: Runs, client: Client) -> None:
    client.force_login(runs.cast.ada)
    url = reverse("community:carry", args=[runs.new.slug])
    assert "A clear film" in client.get(url).content.decode()
    client.post(url, {"thread": runs.thread.pk})
    client.force_login(runs.cast.cleo)
    consent = CarryConsent.objects.get(user=runs.cast.cleo)
    assert "A clear film" in client.get(reverse("community:consents")).content.decode()
    client.post(reverse("community:consent-answer", args=[consent.pk]), {"answer": "named"})
    client.force_login(runs.cast.ada)
    page = client.get(url).content.decode()
    assert "3 people were asked, 1 said yes." in page
    done = client.post(
        reverse("community:carry-over", args=[runs.new.slug, consent.carrying_id]),
        {"space": runs.space.pk, "replies": "closed"},
    )
    assert client.get(done.url).status_code == 200
    assert Thread.objects.get(course=runs.new, state=State.POSTED).closed_at is not None


def test_a_thread_hangs_on_the_same_words_of_the_copied_text(cast: Cast) -> None:
    text = PartFactory(unit=UnitFactory(course=course_of(cast)))
    runs = world_of(cast)
    same = {"part_key": text.key, "exact": "Her chest", "end": 9}
    Anchor.objects.create(thread=runs.thread, part=text, **same)
    anchor = Anchor.objects.get(thread=runs.carry(cleo=NAMED))
    assert anchor.part is not None
    assert (anchor.part.unit.course, anchor.part.key, anchor.exact) == (runs.new, text.key, "Her chest")
    assert Anchor.objects.get(thread=runs.thread).part == text


def test_files_come_along_under_addresses_of_their_own(runs: Runs) -> None:
    file = services.upload_file(
        actor=runs.cast.cleo, place=runs.thread, upload=services.Upload(BytesIO(b"%PDF-1.7"), "Fay.pdf", 8)
    )
    beside = services.Beside(files=[services.Described(file.key)])
    services.reply(actor=runs.cast.cleo, thread=runs.thread, source="Here.", beside=beside)
    thread = runs.carry(cleo=NAMED)
    copy = Post.objects.get(thread=thread, seq=2).files.get()
    assert (copy.stored_id, copy.key != file.key, copy.name) == (file.stored_id, True, "[name left out].pdf")


def test_a_post_that_came_along_already_does_not_come_again(runs: Runs) -> None:
    first = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    other = thread_by(runs.cast.fay, runs.thread.space, source="And a scan?")
    reply_by(runs.cast.fay, Thread.objects.get(pk=runs.thread.pk), to=runs.last, source="Oh.")
    services.merge_thread(actor=runs.cast.ada, thread=runs.thread, into=other)
    carrying = services.ask_to_carry(actor=runs.cast.ada, thread=other, course=runs.new)
    for name in ("cleo", "fay", "ada"):
        runs.say(carrying, name, NAMED)
    second = services.carry_over(actor=runs.cast.ada, carrying=carrying, space=runs.space)
    assert len(said(first)) == 3
    assert [(state, text) for state, _name, text in said(second)] == [
        ("posted", "And a scan?"),
        ("left", ""),
        ("left", ""),
        ("left", ""),
        ("posted", "Oh."),
    ]


def test_a_thread_whose_first_post_came_along_already_is_refused(runs: Runs) -> None:
    runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    made = services.split_thread(actor=runs.cast.ada, thread=runs.thread, posts=[runs.answer.pk], title="Beds")
    carrying = services.ask_to_carry(actor=runs.cast.ada, thread=made, course=runs.new)
    for name in ("fay", "ada"):
        runs.say(carrying, name, NAMED)
    with pytest.raises(Refused, match="carried over before"):
        services.carry_over(actor=runs.cast.ada, carrying=carrying, space=runs.space)
