"""Who is taken out by a roster reads nothing any more, at once: no page, no feed, no search, and no mail that was due."""

from pathlib import Path

from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.discussion.services import open_spaces, renew_feed
from community.models import Thread
from core.models import OutboxEvent
from core.outbox import handle
from courses.models import Course
from courses.services.rosters import bring_roster
from notifications.models import Mail
from notifications.services import send_due
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_lists import proved
from tests.factories.community import reply_by, thread_by
from tests.factories.courses import PlacementFactory, UnitFactory
from tests.factories.ethics import agreed


def conversation(cast: Cast, school: School, folder: Path) -> Thread:
    """Cleo asks in a course of the roster, and Ada answers: a notice and a mail are on their way."""
    for name in ("ada", "cleo"):
        proved(getattr(cast, name))
    bring_roster(path=school.write(folder), into=cast.institution)
    Course.objects.filter(title="Wound care A").update(published_at=timezone.now(), starts_on=None, ends_on=None)
    unit = UnitFactory(course=Course.objects.get(title="Wound care A"))
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, open_spaces(PlacementFactory(unit=unit))[0])
    reply_by(cast.ada, thread)
    for pk in OutboxEvent.objects.filter(handled_at__isnull=True).values_list("pk", flat=True):
        handle(pk)
    assert Mail.objects.filter(recipient=cast.cleo, state="waiting").exists()
    return thread


def test_taken_out_by_a_roster_ends_pages_feeds_search_and_mail_on_its_way(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    school = School.small()
    thread = conversation(cast, school, tmp_path)
    assert thread.course is not None
    assert thread.space.placement is not None
    unit = thread.space.placement.unit
    pages = [thread.course.get_absolute_url(), unit.get_absolute_url(), f"/t/{thread.pk}/"]
    pages.append(f"/feeds/{renew_feed(actor=cast.cleo, unit=unit).token}/")
    client.force_login(cast.cleo)
    assert {client.get(page, follow=True).status_code for page in pages} == {200}
    assert "Nothing found." not in client.get("/search/?q=film").content.decode()
    gone = school.delta("enrollments", "e2,tobedeleted,,c1,s,u-cleo,student,,")
    assert bring_roster(path=gone.write(tmp_path), into=cast.institution).ended == 1
    assert {client.get(page, follow=True).status_code for page in pages} == {404}
    assert "Nothing found." in client.get("/search/?q=film").content.decode()
    Mail.objects.update(due_at=timezone.now())
    mail.outbox.clear()
    send_due()
    assert [letter.to for letter in mail.outbox if letter.to == [cast.cleo.email]] == []
