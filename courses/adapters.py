"""Where signing in meets the lists that wait for somebody."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User
from courses.services.rosters.settling import settle


@receiver(email_confirmed)
def address_was_proved(email_address: Any, **kwargs: Any) -> None:
    settle(user=email_address.user)


@receiver(user_logged_in)
def somebody_came_in(user: User, **kwargs: Any) -> None:
    settle(user=user)
