"""Coming into a course by a link or an invitation, and leaving it."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from accounts.rights import rights_of
from core.policy import Refused
from courses import services
from courses.models import Course, Invitation, InvitationMail, JoinLink
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.courses import UnitFactory


def link_of(cast: Cast, course: Course, **options: Any) -> JoinLink:
    return services.make_join_link(actor=cast.ada, course=course, **options)


def test_stranger_comes_in_by_a_link_and_lands_on_the_first_unit(client: Client, cast: Cast, course: Course) -> None:
    unit, link = UnitFactory(course=course), link_of(cast, course)
    url = link.get_absolute_url()
    assert f"next={url}" in client.get(url).content.decode().replace("%2F", "/")
    client.force_login(cast.eve)
    assert "Join the course" in client.get(url).content.decode()
    assert client.post(url).headers["Location"] == unit.get_absolute_url()
    assert rights_of(cast.eve).roles_in(course.scope) == {Role.LEARNER}


def test_who_is_inside_goes_straight_in_and_takes_no_place(cleo: Client, cast: Cast, course: Course) -> None:
    link = link_of(cast, course, places=1)
    assert cleo.post(link.get_absolute_url()).headers["Location"] == course.get_absolute_url()
    link.refresh_from_db()
    assert link.used == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"revoked_at": timezone.now()}, "withdrawn"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
        ({"places": 1, "used": 1}, "places of this link are taken"),
        ({"domain": "northmoor.ac.uk"}, "addresses at northmoor.ac.uk"),
    ],
)
def test_closed_door_says_why(client: Client, cast: Cast, course: Course, fields: dict[str, Any], reason: str) -> None:
    link = link_of(cast, course)
    JoinLink.objects.filter(pk=link.pk).update(**fields)
    client.force_login(cast.eve)
    for response in (client.get(link.get_absolute_url()), client.post(link.get_absolute_url())):
        assert response.status_code == 403
        assert reason in response.content.decode()
    assert not Membership.objects.live().filter(user=cast.eve).exists()


def test_last_place_goes_to_one_person(cast: Cast, course: Course) -> None:
    link = link_of(cast, course, places=1)
    services.join(actor=cast.eve, link=link)
    with pytest.raises(Refused):
        services.join(actor=UserFactory(name="Late"), link=link)
    link.refresh_from_db()
    assert link.used == 1


def test_link_makes_nobody_staff(cast: Cast, course: Course) -> None:
    for role in (Role.EDUCATOR, Role.ASSISTANT, Role.MODERATOR):
        with pytest.raises(Refused):
            link_of(cast, course, role=role)


def test_link_is_made_and_withdrawn_on_the_page(ada: Client, course: Course) -> None:
    data = {"role": "learner", "domain": "@Northmoor.ac.uk", "places": "40", "until": "2099-01-01"}
    ada.post(reverse("courses:studio-link-new", args=[course.slug]), data)
    link = JoinLink.objects.get()
    assert (link.domain, link.places, link.expires_at is not None) == ("northmoor.ac.uk", 40, True)
    ada.post(reverse("courses:studio-link-revoke", args=[course.slug, link.pk]))
    link.refresh_from_db()
    assert link.is_over


@pytest.fixture
def invitation(cast: Cast, course: Course, django_capture_on_commit_callbacks: Any) -> Invitation:
    with django_capture_on_commit_callbacks(execute=True):
        return services.invite(
            actor=cast.ada, course=course, emails=["New@Example.org "], role=Role.ASSISTANT, message="Come and help."
        )[0]


def test_invitation_is_one_letter_with_one_link(invitation: Invitation) -> None:
    [letter] = mail.outbox
    assert letter.to == ["new@example.org"]
    assert invitation.get_absolute_url() in letter.body
    assert "Come and help." in letter.body
    services.send_invitation(InvitationMail.objects.get().pk)
    assert len(mail.outbox) == 1


def test_letter_of_a_withdrawn_invitation_is_not_sent(cast: Cast, course: Course) -> None:
    invitation = services.invite(actor=cast.ada, course=course, emails=["a@example.org"])[0]
    services.revoke_invitation(actor=cast.ada, invitation=invitation)
    services.send_invitation(InvitationMail.objects.get().pk)
    assert mail.outbox == []


def test_staff_invitation_is_for_its_address_only(client: Client, cast: Cast, invitation: Invitation) -> None:
    url = invitation.get_absolute_url()
    client.force_login(cast.eve)
    assert client.post(url).status_code == 403
    new = UserFactory(name="New")
    client.force_login(new)
    assert client.post(url).status_code == 302
    assert rights_of(new).roles_in(invitation.course.scope) == {Role.ASSISTANT}
    assert client.get(url).status_code == 302


def test_invitation_works_once(cast: Cast, course: Course) -> None:
    invitation = services.invite(actor=cast.ada, course=course, emails=["a@example.org"])[0]
    services.accept_invitation(actor=cast.eve, invitation=invitation)
    with pytest.raises(Refused):
        services.accept_invitation(actor=UserFactory(name="Other"), invitation=Invitation.objects.get())


def test_teacher_who_opens_a_student_invitation_stays_what_they_are(cast: Cast, course: Course) -> None:
    invitation = services.invite(actor=cast.ada, course=course, emails=["a@example.org"])[0]
    services.accept_invitation(actor=cast.ada, invitation=invitation)
    assert rights_of(cast.ada).roles_in(course.scope) == {Role.EDUCATOR}
    assert Invitation.objects.get().is_open


def test_bad_addresses_are_named(ada: Client, course: Course) -> None:
    url = reverse("courses:studio-invite", args=[course.slug])
    response = ada.post(url, {"emails": "fine@example.org, not an address", "role": "learner"})
    assert response.status_code == 422
    assert "“not” is not an e-mail address" in response.content.decode()
    ada.post(url, {"emails": "one@example.org\ntwo@example.org", "role": "learner"})
    assert Invitation.objects.count() == 2


def test_student_leaves_and_finds_the_course_closed(cleo: Client, course: Course) -> None:
    cleo.post(reverse("courses:leave", args=[course.slug]))
    assert cleo.get(course.get_absolute_url()).status_code == 404


def test_role_is_changed_and_ended_on_the_page(ada: Client, cast: Cast, course: Course) -> None:
    membership = Membership.objects.get(user=cast.cleo)
    ada.post(reverse("courses:studio-person-role", args=[course.slug, membership.pk]), {"role": "assistant"})
    assert rights_of(cast.cleo).roles_in(course.scope) == {Role.ASSISTANT}
    now = Membership.objects.live().get(user=cast.cleo)
    ada.post(reverse("courses:studio-person-role", args=[course.slug, now.pk]), {"role": "none"})
    assert rights_of(cast.cleo).roles_in(course.scope) == set()


def test_only_educator_cannot_take_themselves_out(ada: Client, cast: Cast, course: Course) -> None:
    mine = Membership.objects.get(user=cast.ada)
    url = reverse("courses:studio-person-role", args=[course.slug, mine.pk])
    for role in ("none", "learner"):
        assert ada.post(url, {"role": role}).status_code == 403
    assert rights_of(cast.ada).roles_in(course.scope) == {Role.EDUCATOR}


class PickyServer(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({"typo@exmaple.org": (550, b"No such person")})


def test_inviter_reads_on_the_page_that_a_letter_did_not_arrive(
    ada: Client, cast: Cast, course: Course, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.PickyServer"
    services.invite(actor=cast.ada, course=course, emails=["typo@exmaple.org"], role=Role.LEARNER)
    services.send_invitation(InvitationMail.objects.get().pk)
    for route in ("courses:studio-people", "courses:people"):
        page = ada.get(reverse(route, args=[course.slug])).content.decode()
        assert "The letter did not arrive:" in page
        assert "letter sent" not in page
