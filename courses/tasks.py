from celery import shared_task

from courses import services
from courses.services import copying, imports, rosters


@shared_task(name="courses.run_import")
def run_import(import_id: int) -> None:
    imports.run_import(import_id)


@shared_task(name="courses.run_roster")
def run_roster(roster_id: int) -> None:
    rosters.run_roster(roster_id)


@shared_task(name="courses.turn_days")
def turn_days() -> None:
    rosters.turn_days()


@shared_task(name="courses.run_copy")
def run_copy(copy_id: int) -> None:
    copying.run_copy(copy_id)


@shared_task(name="courses.resume")
def resume() -> None:
    """Imports, copies and letters that nobody answered."""
    imports.resume_imports()
    copying.resume_copies()
    rosters.resume_rosters()
    services.send_due_invitations()


@shared_task(name="courses.send_invitation", autoretry_for=(OSError,), retry_backoff=True, max_retries=3)
def send_invitation(mail_id: int) -> None:
    services.send_invitation(mail_id)
