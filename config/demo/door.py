"""The door of the demo: one button for each sample person. In production it does not exist: no route, no service, and
settings that stand for both refuse to start."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.choices import UserState
from accounts.models import User
from config.demo.loader import files
from core.policy import hidden

SHAPES = {"learner": "student", "mentor": "mentor"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One button: who it is, and what they are here for."""

    user: User
    what: str
    shape: str


def samples() -> list[Sample]:
    """Those of the invented people who have a button, and were loaded."""
    if not settings.DEMO:
        return []
    wanted = [person for person in files.people() if person.get("sign_in")]
    found = {user.email: user for user in User.objects.active().filter(email__in=map(_address, wanted))}
    return [
        Sample(user=found[_address(person)], what=person["what"], shape=SHAPES.get(person["role"], "staff"))
        for person in wanted
        if _address(person) in found
    ]


def sample(email: str) -> User:
    """The sample person with this address; there is nobody of the kind outside the demo, whatever one asks for."""
    if not settings.DEMO:
        hidden().require()
    known = {_address(person) for person in files.people() if person.get("sign_in")}
    user = User.objects.filter(email=email, state=UserState.ACTIVE, is_active=True).first() if email in known else None
    if user is None or user.is_superuser:
        raise Http404
    return user


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Be this person, in one click."""
    user = sample(request.POST.get("person", ""))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "/")


def entrance(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page; asked only there, for it is a function until then."""
    return {"door": samples}


def _address(person: dict[str, Any]) -> str:
    return str(person.get("email") or f"{person['key']}@{files.read('institution')['institution']['domain']}")
