import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import COURSE_ROLES, Role
from courses.forms.courses import day_input
from courses.services.doors import LINK_ROLES, MOST_INVITATIONS

_BETWEEN = re.compile(r"[\s,;]+")
_DOMAIN = re.compile(r"^@?[a-z0-9-]+(\.[a-z0-9-]+)+$", re.IGNORECASE)


def _roles(roles: Any) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in Role if role in roles]


class JoinLinkForm(forms.Form):
    role = forms.ChoiceField(label=_("Who comes in by it is a"), choices=_roles(LINK_ROLES), initial=Role.LEARNER)
    until = forms.DateField(label=_("Works until the end of"), required=False, widget=day_input())
    places = forms.IntegerField(label=_("For at most so many people"), min_value=1, max_value=100_000, required=False)
    domain = forms.CharField(
        label=_("Only for addresses at"), max_length=120, required=False, help_text=_("For instance northmoor.ac.uk")
    )

    def clean_domain(self) -> str:
        domain = str(self.cleaned_data["domain"]).strip().lower()
        if domain and not _DOMAIN.match(domain):
            raise ValidationError(_("Write it like northmoor.ac.uk."))
        return domain.removeprefix("@")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return until

    @property
    def answers(self) -> dict[str, Any]:
        """As the service takes them; the day ends where the person who makes the link is."""
        data = self.cleaned_data
        until = data["until"]
        zone = timezone.get_current_timezone()
        return {
            "role": Role(data["role"]),
            "domain": data["domain"],
            "places": data["places"],
            "expires_at": datetime.combine(until, time.max, tzinfo=zone) if until else None,
        }


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One below the other, or with commas between."),
    )
    role = forms.ChoiceField(label=_("Invited as"), choices=_roles(COURSE_ROLES), initial=Role.LEARNER)
    message = forms.CharField(
        label=_("A line of your own"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_emails(self) -> list[str]:
        emails = [word for word in _BETWEEN.split(self.cleaned_data["emails"].strip()) if word]
        if len(emails) > MOST_INVITATIONS:
            raise ValidationError(_("At most %(n)s addresses at once.") % {"n": MOST_INVITATIONS})
        for email in emails:
            try:
                validate_email(email)
            except ValidationError as error:
                raise ValidationError(_("“%(email)s” is not an e-mail address.") % {"email": email[:80]}) from error
        return emails


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=_roles(COURSE_ROLES))
