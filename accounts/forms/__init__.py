"""The shape of what people enter about themselves and their places."""

from accounts.forms.institutions import LookForm
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
from accounts.forms.sign_ons import OpenIdForm, SamlForm, SignOnForm
from accounts.forms.uploads import LimitsForm

__all__ = [
    "DutyForm",
    "EraseForm",
    "FirstAdministratorForm",
    "LimitsForm",
    "LookForm",
    "OpenIdForm",
    "PlaceForm",
    "ProfileForm",
    "SamlForm",
    "SignOnForm",
    "SignupForm",
    "one_line",
    "zone_choices",
    "zones",
]
