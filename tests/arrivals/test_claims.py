"""What stands under a placeholder goes to whoever proves its address, and only on their yes."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.test import Client

from accounts.choices import Role
from accounts.models import ExternalIdentity, Placeholder, User
from accounts.services import grant, offer_placeholders
from accounts.services.placeholders import address_key
from community.discussion.models import Persona, Post, Thread
from community.discussion.services import reply
from community.discussion.services.tally import check_discussions
from courses.models import Course
from courses.services.imports import bring_in
from tests.conftest import Cast
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
YES = {"mine": "yes"}


def verified(user: User, email: str = "ida@example.org") -> User:
    """The address is proved, as allauth says it."""
    address = EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    email_confirmed.send(EmailAddress, request=None, email_address=address)
    return user


def offered() -> Placeholder:
    return Placeholder.objects.get(user__name="Ida Berg")


def answer(client: Client, user: User, **data: str) -> int:
    client.force_login(user)
    return client.post(f"/earlier/{offered().pk}/", data).status_code


def test_address_is_kept_as_a_keyed_hash_only(course: Course) -> None:
    assert not User.objects.filter(email="ida@example.org").exists()
    assert offered().address_key == address_key("IDA@example.org ")
    assert "ida" not in offered().address_key


def test_verified_address_is_offered_and_never_taken_silently(course: Course, cast: Cast, client: Client) -> None:
    verified(cast.eve)
    assert offered().offered_to == cast.eve
    assert not Post.objects.filter(author=cast.eve).exists()
    client.force_login(cast.eve)
    assert "Was it you?" in client.get("/").content.decode()
    page = client.get("/earlier/").content.decode()
    assert "Film or foam?" in page
    assert "Yes, this was me" in page


def test_yes_makes_it_theirs_in_every_thread(course: Course, cast: Cast, client: Client, path: Path) -> None:
    verified(cast.eve)
    grant(user=cast.eve, scope=course.scope, role=Role.LEARNER)
    reply(actor=cast.eve, thread=Thread.objects.get(course=course), source="I am back.")
    assert answer(client, cast.eve, **YES) == 302
    assert Post.objects.filter(author=cast.eve).count() == 3
    assert Thread.objects.get(course=course).author == cast.eve
    assert Persona.objects.filter(user=cast.eve).count() == 1
    assert not User.objects.filter(name="Ida Berg").exists()
    assert ExternalIdentity.objects.get(user=cast.eve).subject == "3"
    assert list(check_discussions(mend=False)) == []
    people = User.objects.count()
    bring_in(path=path, into=course.scope)
    assert User.objects.count() == people


def test_old_answers_are_no_news_to_whom_they_were_given(course: Course, cast: Cast, client: Client) -> None:
    verified(cast.eve)
    grant(user=cast.eve, scope=course.scope, role=Role.LEARNER)
    answer(client, cast.eve, **YES)
    assert "It holds more." not in client.get("/").content.decode()


def test_no_is_remembered_and_the_address_forgotten(course: Course, cast: Cast, client: Client) -> None:
    verified(cast.eve)
    assert answer(client, cast.eve, mine="no") == 302
    assert (offered().offered_to, offered().address_key) == (None, "")
    assert offer_placeholders(cast.eve) == 0


def test_somebody_else_cannot_answer(course: Course, cast: Cast, client: Client) -> None:
    verified(cast.eve)
    assert answer(client, cast.cleo, **YES) == 404


def test_address_that_was_given_up_since_is_no_proof(course: Course, cast: Cast, client: Client) -> None:
    verified(cast.eve)
    EmailAddress.objects.filter(user=cast.eve).delete()
    assert answer(client, cast.eve, **YES) == 404
    assert User.objects.filter(name="Ida Berg").exists()


def test_unverified_address_is_offered_nothing(course: Course, cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.eve, email="ida@example.org", verified=False)
    assert offer_placeholders(cast.eve) == 0


def test_who_verified_before_the_course_came_is_asked_too(cast: Cast, path: Path) -> None:
    late = verified(UserFactory(email="ida@example.org"))
    bring_in(path=path, into=cast.programme)
    assert offered().offered_to == late
