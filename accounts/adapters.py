import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.services.people import hue_of, new_handle

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth meets our person: a lower-case address, a name, a hue."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "")
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            user.email = user.email.lower()
            user.hue, user.handle = hue_of(user.pk), new_handle(user.name)
            user.save(update_fields=["email", "hue", "handle"])
        return user

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def render_mail(self, *args: Any, **kwargs: Any) -> Any:
        mail = super().render_mail(*args, **kwargs)
        mail.extra_headers["Auto-Submitted"] = "auto-generated"
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A person waits for this mail in front of the page, so it is sent at once; when that fails, they are told."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail about an account could not be sent.")
            messages.error(self.request, _("The mail could not be sent just now. Try again in a few minutes."))
