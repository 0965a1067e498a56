from celery import shared_task

from community.discussion import services


@shared_task(name="community.remind")
def remind() -> None:
    services.remind_due()


@shared_task(name="community.check_files")
def check_files() -> None:
    services.check_files()


@shared_task(name="community.sweep_files")
def sweep_files() -> None:
    services.sweep_files()


@shared_task(name="community.publish")
def publish() -> None:
    services.publish_due()
