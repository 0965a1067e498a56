"""What the pages about people and places show."""

from accounts.pages.institutions import InstitutionPage, SignOnPage, form_of
from accounts.pages.people import ProfilePage
from accounts.pages.settings import AccountSettingsPage, ErasePage, PrivacyPage, ProfileSettingsPage, SignInsPage
from accounts.pages.setup import ArrangePage, FirstPage, NobodyPage, SetupPage, own_people, own_places

__all__ = [
    "AccountSettingsPage",
    "ArrangePage",
    "ErasePage",
    "FirstPage",
    "InstitutionPage",
    "NobodyPage",
    "PrivacyPage",
    "ProfilePage",
    "ProfileSettingsPage",
    "SetupPage",
    "SignInsPage",
    "SignOnPage",
    "form_of",
    "own_people",
    "own_places",
]
