import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_set
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services.hosts import address_at
from accounts.services.people import hue_of, new_handle
from accounts.services.senders import sender_for
from accounts.services.sign_ins import device_of, end_others, note_sign_in
from core.letters import AUTOMATIC, plain
from core.seals import seal, unseal

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth meets our person: a lower-case address, a name, a hue."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name") or user.name or str(form.cleaned_data["email"]).partition("@")[0]
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            user.email = user.email.lower()
            user.hue, user.handle = hue_of(user.pk), new_handle(user.name)
            user.save(update_fields=["email", "hue", "handle"])
        return user

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def get_from_email(self) -> str:
        """The institution's on whose host the person is."""
        institution = getattr(self.request, "institution", None)
        return sender_for(institution.scope if institution else None)

    def render_mail(self, *args: Any, **kwargs: Any) -> Any:
        """As text, and in the house's look beside it."""
        text = super().render_mail(*args, **kwargs)
        institution = getattr(self.request, "institution", None)
        base = address_at(institution.host if institution else "")
        headers = {**text.extra_headers, **AUTOMATIC}
        mail = EmailMultiAlternatives(text.subject, text.body, text.from_email, text.to, headers=headers)
        mail.attach_alternative(plain(text.subject, text.body, base), "text/html")
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A person waits for this mail in front of the page, so it is sent at once; when that fails, they are told."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail about an account could not be sent.")
            messages.error(self.request, _("The mail could not be sent just now. Try again in a few minutes."))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Where allauth keeps second factors: their keys are sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "unverified_email": gettext_lazy(
            "First confirm your e-mail address, so that you can come back if you lose your phone."
        ),
        "incorrect_code": gettext_lazy("This is not the number that the app shows now. Try the next one."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your duties need a second step, so the last one stays. Add another one first."
        ),
        "add_email_blocked": gettext_lazy("With a second step switched on, the e-mail address cannot be changed."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The picture alone, to stand in the page: no XML declaration, no data address."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        return _("My passkey")


def listen() -> None:
    """What Django and allauth tell of people coming in; their signals are for third parties, and here we are one."""
    user_logged_in.connect(_came_in, dispatch_uid="accounts.came_in")
    for signal in (password_changed, password_set):
        signal.connect(_new_password, dispatch_uid="accounts.new_password")
    authenticator_added.connect(_new_factor, dispatch_uid="accounts.new_factor")


def _came_in(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None and request.META:
        device = device_of(request.META.get("HTTP_USER_AGENT", ""))
        note_sign_in(user=user, session_key=str(request.session.session_key), device=device)
        request.session["listed"] = True


def _new_password(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Every other session is void from here on; this one has got a new key."""
    end_others(actor=user, keep="")
    update_session_auth_hash(request, user)
    _came_in(request, user)


def _new_factor(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Who has just set it up, has just shown it."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
