"""Endorsing, marking helped, following, closing, pinning."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from community.discussion import services
from community.discussion.choices import Answered
from community.discussion.models import Endorsement, Following, Helped, Thread
from core.policy import Refused
from tests.community.test_pages import address, body, signed_in
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

REASON = "She argues from what the test can show."


def test_endorsed_answer_closes_the_question_with_a_reason(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    services.endorse(actor=cast.ada, post=answer, reason=REASON)
    thread.refresh_from_db()
    assert (thread.answered, thread.endorsed_post) == (Answered.ENDORSED, answer)
    services.withdraw_endorsement(actor=cast.ada, post=answer)
    thread.refresh_from_db()
    assert (thread.answered, thread.endorsed_post) == (Answered.PEER, None)


def test_endorsement_without_a_reason_is_asked_for_one(cast: "Cast") -> None:
    answer = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)))
    with pytest.raises(ValidationError, match="say why"):
        services.endorse(actor=cast.ada, post=answer, reason=" ")


def test_learner_cannot_endorse(cast: "Cast") -> None:
    answer = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)))
    with pytest.raises(Refused, match="staff"):
        services.endorse(actor=cast.cleo, post=answer, reason=REASON)


def test_staff_endorse_neither_the_question_nor_themselves(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    for post in (opening_of(thread), reply_by(cast.ada, thread)):
        with pytest.raises(Refused):
            services.endorse(actor=cast.ada, post=post, reason=REASON)


def test_helped_counts_once_and_not_oneself(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    services.mark_helped(actor=cast.cleo, post=answer)
    services.mark_helped(actor=cast.cleo, post=answer)
    answer.refresh_from_db()
    assert (answer.helped_count, Helped.objects.count()) == (1, 1)
    services.unmark_helped(actor=cast.cleo, post=answer)
    assert (answer.helped_count, Thread.objects.get().helped_count) == (0, 0)
    with pytest.raises(Refused, match="own"):
        services.mark_helped(actor=cast.fay, post=answer)


def test_writing_follows_and_muting_lasts(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    assert not Following.objects.get(user=cast.cleo).muted
    services.unfollow(actor=cast.cleo, thread=thread)
    reply_by(cast.cleo, thread)
    assert Following.objects.get(user=cast.cleo).muted


@pytest.mark.parametrize("verb", [services.close_thread, services.pin_thread])
def test_threads_are_tended_by_staff(cast: "Cast", verb: object) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    with pytest.raises(Refused, match="staff"):
        verb(actor=cast.cleo, thread=thread)  # type: ignore[operator]
    verb(actor=cast.jo, thread=thread)  # type: ignore[operator]


@pytest.mark.parametrize(("days", "old"), [(364, False), (366, True)])
def test_endorsement_grows_old_after_a_year_and_renewing_makes_it_young(cast: "Cast", days: int, old: bool) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    services.endorse(actor=cast.ada, post=answer, reason="It says what the film cannot show.")
    Endorsement.objects.update(checked_at=timezone.now() - timedelta(days=days))
    words = "it may be out of date"
    assert (words in body(cast.jo, address(thread))) == old
    services.endorse(actor=cast.ada, post=answer, reason="Still so.")
    assert words not in body(cast.jo, address(thread))


def test_who_has_the_same_question_follows_it_unless_they_muted_it(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    services.unfollow(actor=cast.ada, thread=thread)
    for person in (cast.fay, cast.ada):
        services.mark_helped(actor=person, post=opening_of(thread))
    said = dict(Following.objects.filter(thread=thread).values_list("user", "muted"))
    assert (said[cast.fay.pk], said[cast.ada.pk]) == (False, True)


def test_endorsement_grows_old_and_is_checked_again_in_one_act(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    services.endorse(actor=cast.ada, post=answer, reason=REASON)
    assert "Checked again today" in body(cast.ada, address(thread))
    assert "out of date" not in body(cast.cleo, address(thread))
    Endorsement.objects.update(checked_at=timezone.now() - timedelta(days=366))
    page = body(cast.cleo, address(thread))
    assert ("May be out of date" in page, "it may be out of date" in page) == (True, True)
    assert "Checked again today" not in page
    url = reverse("community:post-checked", args=[thread.pk, answer.pk])
    assert signed_in(cast.cleo).post(url).status_code == 403
    assert signed_in(cast.jo).post(url).status_code == 302
    found = Endorsement.objects.get()
    assert (found.by, found.reason, found.checked_at.date()) == (cast.ada, REASON, timezone.now().date())
    assert "out of date" not in body(cast.cleo, address(thread))
