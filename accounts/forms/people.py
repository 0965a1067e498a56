import zoneinfo
from functools import cache
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import FLOWING, ScopeKind, Visibility
from accounts.models import Scope, User

ELSEWHERE = _("Elsewhere")
NAMES = {"translate": "no"}
"""Names of cities are nobody's words."""


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The time zones that people live in, by region."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region in {
            "Africa",
            "America",
            "Antarctica",
            "Asia",
            "Atlantic",
            "Australia",
            "Europe",
            "Indian",
            "Pacific",
        }:
            found.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return list(found.items())


def zone_choices(kept: str = "") -> list[tuple[Any, Any]]:
    """All of them, and the one that is kept now, whatever it is."""
    known = {name for _region, places in zones() for name, _place in places}
    extra = [name for name in dict.fromkeys(["UTC", kept]) if name and name not in known]
    return [*zones(), (ELSEWHERE, [(name, name) for name in extra])]


class SignupForm(AllauthSignupForm):
    """Allauth's form, and the name that the course will see."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As people in your course should see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def custom_signup(self, request: Any, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def one_line(text: object) -> str:
    return " ".join(str(text).split())


class ProfileForm(forms.ModelForm[User]):
    """What a person says of themselves, and to whom."""

    locale = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on pages, digests and quiet hours are by this clock."),
        widget=forms.Select(attrs=NAMES),
    )

    class Meta:
        model = User
        fields = ["name", "call_me", "pronouns", "about", "visibility", "locale", "time_zone"]
        labels = {
            "name": _("Your name"),
            "call_me": _("Call me"),
            "pronouns": _("Pronouns"),
            "about": _("About me"),
            "visibility": _("Who may see your profile"),
        }
        help_texts = {
            "call_me": _("How people should speak to you, if not by your whole name."),
            "pronouns": _("For instance she/her. They stand beside your name on your profile only."),
            "about": _("A few sentences. Nothing here is used to match, grade or rank you."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "call_me": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "about": forms.Textarea(attrs={"rows": 4, "maxlength": 600}),
            "visibility": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = Visibility.choices  # type: ignore[attr-defined]
        self.fields["locale"].choices = [("", _("As my browser asks")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_call_me(self) -> str:
        return one_line(self.cleaned_data["call_me"])

    def clean_pronouns(self) -> str:
        return one_line(self.cleaned_data["pronouns"])


class EraseForm(forms.Form):
    """It cannot be undone, so it takes the password; who has none types their name."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    sure = forms.BooleanField(label=_("I know that nobody can bring my account back"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            self.fields["password"] = forms.CharField(label=_("Your name, as it stands on your profile"))

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        if self.user.has_usable_password() and not self.user.check_password(typed):
            raise ValidationError(_("That is not your password."))
        if not self.user.has_usable_password() and one_line(typed) != self.user.name:
            raise ValidationError(_("That is not your name as it stands on your profile."))
        return typed


class FirstAdministratorForm(forms.Form):
    """Whoever holds the link that the server printed becomes the first administrator."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody has an account with this address already."))
        return email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.data.get("email", ""), name=self.data.get("name", "")))
        return password


class PlaceForm(forms.Form):
    """A new institution or programme. `parents` are those that this administrator may add to."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(kind, kind.label) for kind in (ScopeKind.INSTITUTION, ScopeKind.PROGRAMME)],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Its name"), max_length=200)
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Scope.objects.none(), empty_label=_("Choose a place"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("“Closes on Sunday” means Sunday there."), widget=forms.Select(attrs=NAMES)
    )

    def __init__(self, *args: Any, parents: QuerySet[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(settings.TIME_ZONE)  # type: ignore[attr-defined]
        self.fields["time_zone"].initial = settings.TIME_ZONE

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted = {ScopeKind.INSTITUTION: ScopeKind.SITE, ScopeKind.PROGRAMME: ScopeKind.INSTITUTION}
        parent, kind = data.get("parent"), data.get("kind")
        if parent is not None and kind and parent.kind != wanted[ScopeKind(kind)]:
            self.add_error("parent", _("An institution is part of the site, a programme part of an institution."))
        return data


class DutyForm(forms.Form):
    """A duty for somebody who has an account."""

    email = forms.EmailField(label=_("Their e-mail address"))
    role = forms.ChoiceField(label=_("Duty"), choices=[(role, role.label) for role in sorted(FLOWING)])
    scope = forms.ModelChoiceField(label=_("Where"), queryset=Scope.objects.none(), empty_label=_("Choose a place"))

    def __init__(
        self, *args: Any, scopes: QuerySet[Scope], people: QuerySet[User] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = scopes  # type: ignore[attr-defined]
        self.people = User.objects.active() if people is None else people

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if not self.people.filter(email__iexact=email).exists():
            raise ValidationError(_("Nobody with this address has an account yet. They have to make one first."))
        return email

    @property
    def person(self) -> User:
        return self.people.get(email__iexact=self.cleaned_data["email"])
