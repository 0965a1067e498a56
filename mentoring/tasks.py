from celery import shared_task

from mentoring import services


@shared_task(name="mentoring.lapse_asks")
def lapse_asks() -> None:
    services.lapse_due()
