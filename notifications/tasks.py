from celery import shared_task

from notifications import services


@shared_task(name="notifications.send_due")
def send_due() -> None:
    services.send_due()


@shared_task(name="notifications.place_old")
def place_old() -> None:
    services.place_old()


@shared_task(name="notifications.digest_due")
def digest_due() -> None:
    services.digest_due()
