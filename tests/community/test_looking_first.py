"""Whose posts wait, for whom, and what staff do about them."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from accounts.rights import rights_of
from accounts.services import end_membership
from community.discussion import services
from community.discussion.choices import State
from community.discussion.models import Approval, FirstLook, Post, Thread
from community.discussion.services.prompting import written_in
from core.policy import Refused
from notifications.models import Mail
from tests.community.test_approving import HELD_WORDS, MONDAY, heard, looked_after, waiting_reply, waiting_thread
from tests.community.test_pages import signed_in
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_first_post_of_a_person_waits_and_later_ones_do_not(cast: "Cast") -> None:
    space = looked_after(cast, "first")
    first, second = waiting_thread(cast, space), waiting_thread(cast, space)
    assert (first.state, second.state) == (State.HELD, State.HELD)
    services.approve(actor=cast.ada, post=first)
    assert waiting_thread(cast, space).state == State.POSTED
    assert waiting_thread(cast, looked_after(cast, "first")).state == State.POSTED


@pytest.mark.parametrize("name", ["ada", "jo", "ben"])
def test_staff_and_mentors_post_at_once(cast: "Cast", name: str) -> None:
    space = looked_after(cast, mentors=True)
    assert opening_of(thread_by(getattr(cast, name), space)).state == State.POSTED


def test_question_to_the_staff_alone_never_waits(cast: "Cast") -> None:
    assert services.ask_staff(actor=cast.cleo, space=looked_after(cast), source="May I?").state == State.POSTED


def test_poll_that_waits_takes_no_votes(cast: "Cast") -> None:
    ballot = services.Ballot(choices=["Film", "Scan"])
    post = services.start_poll(actor=cast.cleo, space=looked_after(cast), title="Which?", ballot=ballot)
    poll = Thread.objects.get(pk=post.thread_id).poll  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        services.vote(actor=cast.ada, poll=poll, choices=[poll.choices.all()[0].pk])
    services.approve(actor=cast.ada, post=post)
    services.vote(actor=cast.fay, poll=poll, choices=[poll.choices.all()[0].pk])


def test_student_who_wrote_in_time_is_not_late_because_staff_were(cast: "Cast") -> None:
    space = looked_after(cast)
    with time_machine.travel(MONDAY, tick=False):
        post = waiting_thread(cast, space)
    services.approve(actor=cast.ada, post=post)
    found = written_in([space.placement_id or 0], [cast.cleo.pk])
    assert found[space.placement_id or 0, cast.cleo.pk].first == MONDAY


def test_named_reviewer_is_told_and_who_left_is_not(cast: "Cast") -> None:
    space = looked_after(cast, reviewer=cast.jo.pk, approval_days=3)
    with time_machine.travel(MONDAY, tick=False):
        waiting_thread(cast, space)
    first = Approval.objects.get()
    assert (first.reviewer, first.due_at) == (cast.jo, MONDAY + timedelta(days=3))
    end_membership(user=cast.jo, scope=cast.course_scope)
    waiting_thread(cast, space)
    assert Approval.objects.order_by("pk").last().reviewer == cast.ada  # type: ignore[union-attr]


def test_threads_are_not_taken_apart_while_something_waits(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    answer = reply_by(cast.ada, thread)
    post = services.reply(actor=cast.cleo, thread=thread, source=HELD_WORDS)
    with pytest.raises(Refused, match="waits for approval"):
        services.split_thread(actor=cast.ada, thread=thread, posts=[answer.pk], title="Apart")
    services.approve(actor=cast.ada, post=post)
    services.split_thread(actor=cast.ada, thread=thread, posts=[answer.pk], title="Apart")


def test_hidden_and_shown_again_it_waits_as_before(cast: "Cast") -> None:
    post = waiting_thread(cast)
    services.hide_post(post)
    services.restore_post(Post.objects.get(pk=post.pk))
    assert Post.objects.get(pk=post.pk).state == State.HELD
    assert Thread.objects.get(pk=post.thread_id).state == State.HELD


def agreed_for(cast: "Cast", until: date | None = None) -> FirstLook:
    course = space_in(cast).course
    assert course is not None
    what = {"reason": "You asked for help with tone.", "until": until or course.today + timedelta(days=7)}
    return services.look_first(actor=cast.ada, course=course, person=cast.cleo, **what)


def test_agreed_for_one_person_it_holds_until_the_day_or_its_end(cast: "Cast") -> None:
    look, space = agreed_for(cast), space_in(cast)
    assert waiting_thread(cast, space).state == State.HELD
    assert opening_of(thread_by(cast.fay, space)).state == State.POSTED
    with time_machine.travel(datetime.now(UTC) + timedelta(days=9)):
        assert opening_of(thread_by(cast.cleo, space)).state == State.POSTED
    services.end_first_look(actor=cast.jo, look=look)
    assert opening_of(thread_by(cast.cleo, space)).state == State.POSTED


def test_person_is_told_with_the_reason_and_the_day(cast: "Cast") -> None:
    look = agreed_for(cast)
    heard()
    inbox = signed_in(cast.cleo).get("/inbox/").content.decode()
    assert "Staff look first at what you write in Clinical Reasoning" in inbox
    assert "You asked for help with tone." in inbox
    services.end_first_look(actor=cast.ada, look=look)
    heard()
    assert "You post at once again in Clinical Reasoning" in signed_in(cast.cleo).get("/inbox/").content.decode()


def test_nobody_agrees_on_it_for_staff_or_strangers(cast: "Cast") -> None:
    course = space_in(cast).course
    assert course is not None
    what = {"reason": "So.", "until": course.today}
    for actor, person in ((cast.ada, cast.jo), (cast.ada, cast.eve), (cast.cleo, cast.fay)):
        with pytest.raises(Refused):
            services.look_first(actor=actor, course=course, person=person, **what)  # type: ignore[arg-type]


def test_queue_names_the_persona_to_staff_as_elsewhere(cast: "Cast") -> None:
    space = looked_after(cast, anonymity="choice", veiled=True)
    services.start_thread(actor=cast.cleo, space=space, source=HELD_WORDS, anonymous=True)
    client = signed_in(cast.ada)
    page = client.get("/c/clinical-reasoning/waiting/").content.decode()
    assert HELD_WORDS in page
    assert "Cleo" not in page
    services.open_names(actor=cast.ada, thread=Thread.objects.get())
    assert "Cleo" in client.get("/c/clinical-reasoning/waiting/").content.decode()


def test_reviewer_decides_from_the_queue_with_a_saved_reply(cast: "Cast") -> None:
    post = waiting_reply(cast)
    course = post.thread.course
    assert course is not None
    saved = services.save_reply(actor=cast.ada, course=course, title="Approval: a name", source="Take the name out.")
    client: Client = signed_in(cast.ada)
    assert "1 post waits" in client.get("/desk/").content.decode()
    back = f"/t/{post.thread_id}/p/{post.pk}/return/"
    assert "Take the name out.</textarea>" in client.get(f"{back}?phrase={saved.pk}").content.decode()
    assert client.post(back, {"words": ""}).status_code == 422
    assert client.post(back, {"words": "Take the name out."}).status_code == 302
    page = client.get("/c/clinical-reasoning/waiting/").content.decode()
    assert "With their authors again" in page
    assert client.post(f"/t/{post.thread_id}/p/{post.pk}/approve/").status_code == 302
    assert Post.objects.get(pk=post.pk).state == State.POSTED


def test_mail_of_a_peer_follows_approval_not_sending(cast: "Cast") -> None:
    thread = thread_by(cast.fay, looked_after(cast, ""))
    thread.space.placement.config["approval"] = "every"  # type: ignore[union-attr]
    thread.space.placement.save()  # type: ignore[union-attr]
    post = reply_by(cast.cleo, Thread.objects.get(pk=thread.pk))
    heard()
    assert not Mail.objects.filter(recipient=cast.fay).exists()
    services.approve(actor=cast.ada, post=post)
    heard()
    assert Mail.objects.filter(recipient=cast.fay).exists()


def test_shared_answer_is_left_to_those_who_post_at_once(cast: "Cast") -> None:
    space = looked_after(cast, "")
    thread = thread_by(cast.ada, space)
    services.save_shared_answer(actor=cast.ada, thread=thread, source="It may.", version=0)
    space.placement.config["approval"] = "every"  # type: ignore[union-attr]
    space.placement.save()  # type: ignore[union-attr]
    with pytest.raises(Refused, match="an answer of your own"):
        services.save_shared_answer(actor=cast.cleo, thread=thread, source="It may not.", version=1)


def test_further_question_that_waits_counts_once_it_is_approved(cast: "Cast") -> None:
    thread = thread_by(cast.ada, looked_after(cast))
    post = services.reply(actor=cast.cleo, thread=thread, source="And a scan?", asks_on=True)
    assert Thread.objects.get(pk=thread.pk).open_follow_ups == 0
    services.approve(actor=cast.ada, post=post)
    assert Thread.objects.get(pk=thread.pk).open_follow_ups == 1


def test_answer_that_waits_in_a_thread_that_went_is_still_there_for_its_author(cast: "Cast") -> None:
    thread = thread_by(cast.fay, looked_after(cast, ""))
    thread.space.placement.config["approval"] = "every"  # type: ignore[union-attr]
    thread.space.placement.save()  # type: ignore[union-attr]
    post = reply_by(cast.cleo, Thread.objects.get(pk=thread.pk))
    services.delete(actor=cast.fay, post=opening_of(thread))
    sees = [
        name for name in ("ada", "cleo", "fay") if Thread.objects.visible_to(rights_of(getattr(cast, name))).exists()
    ]
    assert sees == ["ada", "cleo"]
    services.approve(actor=cast.ada, post=post)
    assert Thread.objects.visible_to(rights_of(cast.fay)).exists()


@pytest.mark.parametrize(("name", "offered"), [("ada", True), ("jo", True), ("cleo", False), ("ben", False)])
def test_staff_find_it_beside_the_person(cast: "Cast", name: str, offered: bool) -> None:
    where = f"/c/{course_of(cast).slug}/people/"
    page = signed_in(getattr(cast, name)).get(where).content.decode()
    link = f"waiting/people/?person={cast.cleo.pk}"
    assert (link in page) == offered
    assert f"?person={cast.jo.pk}" not in page
    if offered:
        form = signed_in(getattr(cast, name)).get(f"/c/{course_of(cast).slug}/{link}").content.decode()
        assert f'<option value="{cast.cleo.pk}" selected>' in form
