"""Polls: choosing, choosing anew, and who sees what of it."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion import services
from community.discussion.models import Poll, Thread, Vote
from community.discussion.personal_data import DiscussionData
from core.policy import Refused
from tests.community.test_pages import body, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.community import space_in
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

Ballot = services.Ballot


def poll_by(person: User, cast: "Cast", **terms: object) -> Poll:
    terms.setdefault("choices", ["Film", "Scan", "Wait"])
    post = services.start_poll(actor=person, space=space_in(cast), title="Which first?", ballot=Ballot(**terms))  # type: ignore[arg-type]
    return post.thread.poll


def choose(person: User, poll: Poll, *texts: str) -> None:
    services.vote(
        actor=person, poll=poll, choices=list(poll.choices.filter(text__in=texts).values_list("pk", flat=True))
    )


def page(person: User, poll: Poll) -> str:
    return body(person, f"/t/{poll.thread_id}/")


def many(cast: "Cast", poll: Poll, n: int, text: str = "Film") -> None:
    for _ in range(n):
        person = UserFactory()
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        agreed(User.objects.filter(pk=person.pk))
        choose(person, poll, text)


def test_it_names_the_last_day_on_which_one_can_vote(cast: "Cast") -> None:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        poll = poll_by(cast.cleo, cast, closes_on=date(2026, 11, 29))
        said = body(cast.fay, f"/t/{poll.thread_id}/")
    assert "Closes at the end of" in said
    assert "Sunday 29 November" in said
    assert "30 November" not in said


def test_a_vote_is_changed_until_the_poll_closes(cast: "Cast") -> None:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        poll = poll_by(cast.cleo, cast, closes_on=date(2026, 11, 29))
        choose(cast.fay, poll, "Film")
        choose(cast.fay, poll, "Scan")
        assert list(poll.choices.order_by("position").values_list("votes", flat=True)) == [0, 1, 0]
    with time_machine.travel(datetime(2026, 11, 29, 23, 59, tzinfo=UTC)):
        choose(cast.fay, poll, "Wait")
    with time_machine.travel(datetime(2026, 11, 30, tzinfo=UTC)), pytest.raises(Refused, match="closed"):
        choose(cast.fay, poll, "Film")
    poll.refresh_from_db()
    assert poll.voters == Vote.objects.count() == 1


@pytest.mark.parametrize("texts", [(), ("Film", "Scan")])
def test_one_choice_means_one(cast: "Cast", texts: tuple[str, ...]) -> None:
    poll = poll_by(cast.cleo, cast)
    with pytest.raises(ValidationError):
        choose(cast.fay, poll, *texts)
    several = poll_by(cast.cleo, cast, several=True)
    if texts:
        choose(cast.fay, several, *texts)
        assert Poll.objects.get(pk=several.pk).voters == 1


def test_nobody_votes_for_the_choice_of_another_poll(cast: "Cast") -> None:
    first, second = poll_by(cast.cleo, cast), poll_by(cast.cleo, cast)
    with pytest.raises(ValidationError):
        services.vote(actor=cast.fay, poll=first, choices=[second.choices.all()[0].pk])


def test_results_wait_for_one_s_vote_and_for_five_voters(cast: "Cast") -> None:
    poll = poll_by(cast.cleo, cast)
    many(cast, poll, 4)
    assert "Results are shown when you have voted." in page(cast.fay, poll)
    assert "Results are shown when you have voted." in page(cast.ada, poll)
    choose(cast.jo, poll, "Film")
    said = page(cast.jo, poll)
    assert "5 of 5 people, 100 %" in said
    assert "Nobody sees who chose what, the staff included." in said
    Poll.objects.filter(pk=poll.pk).update(voters=4)
    assert "once five people have voted" in page(cast.jo, poll)


def test_results_after_closing_are_shown_to_nobody_before(cast: "Cast") -> None:
    poll = poll_by(cast.cleo, cast, results="closing")
    many(cast, poll, 6)
    choose(cast.fay, poll, "Scan")
    for person in (cast.fay, cast.cleo, cast.ada):
        assert "when the poll has closed" in page(person, poll)
    services.close_thread(actor=cast.ada, thread=poll.thread)
    assert "6 of 7 people, 86 %" in page(cast.cleo, poll)


@pytest.mark.parametrize(("named", "who", "sees"), [(True, "ada", True), (True, "cleo", False), (False, "ada", False)])
def test_who_voted_is_seen_by_staff_alone_where_it_said_so(cast: "Cast", named: bool, who: str, sees: bool) -> None:
    poll = poll_by(cast.ada, cast, named=named)
    voter = UserFactory(name="Zenobia Quill")
    grant(user=voter, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.filter(pk=voter.pk))
    choose(voter, poll, "Scan")
    choose(getattr(cast, who), poll, "Film")
    assert ("Zenobia" in page(getattr(cast, who), poll)) == sees
    assert ("see who chose what" in page(cast.fay, poll)) == named


def test_a_poll_is_asked_and_answered_by_plain_forms(cast: "Cast") -> None:
    space = space_in(cast)
    client, url = signed_in(cast.cleo), reverse("community:poll-new", args=[space.pk])
    answer = client.post(url, {"title": "Which?", "choices": "Film\nfilm", "results": "voting"})
    assert answer.status_code == 422
    assert "The same choice stands here twice." in answer.content.decode()
    answer = client.post(url, {"title": "Which?", "choices": "Film\nScan\n", "results": "voting", "token": "once"})
    client.post(url, {"title": "Which?", "choices": "Film\nScan\n", "results": "voting", "token": "once"})
    thread = Thread.objects.get()
    assert thread.kind == "poll"
    vote = reverse("community:vote", args=[thread.pk])
    assert "Choose one of these." in client.post(vote).content.decode()
    scan = thread.poll.choices.get(text="Scan")
    assert client.post(vote, {"choice": scan.pk}).status_code == 302
    assert f'value="{scan.pk}" checked' in page(cast.cleo, thread.poll)


def test_an_erased_person_no_longer_counts(cast: "Cast") -> None:
    poll = poll_by(cast.cleo, cast)
    choose(cast.fay, poll, "Film")
    assert DiscussionData().export(cast.fay)["votes"]
    DiscussionData().erase(cast.fay)
    poll.refresh_from_db()
    assert (poll.voters, poll.choices.get(text="Film").votes) == (0, 0)
