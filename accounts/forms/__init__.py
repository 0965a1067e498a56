"""The shape of what people enter about themselves and their places."""

from accounts.forms.institutions import LookForm, SignOnForm
from accounts.forms.people import (
    DutyForm,
    EraseForm,
    FirstAdministratorForm,
    PlaceForm,
    ProfileForm,
    SignupForm,
    one_line,
    zone_choices,
    zones,
)

__all__ = [
    "DutyForm",
    "EraseForm",
    "FirstAdministratorForm",
    "LookForm",
    "PlaceForm",
    "ProfileForm",
    "SignOnForm",
    "SignupForm",
    "one_line",
    "zone_choices",
    "zones",
]
