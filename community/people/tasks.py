from celery import shared_task

from community.people import services


@shared_task(name="people.suggest_week")
def suggest_week() -> None:
    """Three people for the new week, a few hundred weeks at a time."""
    services.suggest_due()
