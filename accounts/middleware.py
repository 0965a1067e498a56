import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts import services
from accounts.models import Institution
from accounts.rights import Here, rights_of, standing
from core.translations import keep_found

GetResponse = Callable[[HttpRequest], HttpResponse]
FACTORS, SHOWING = "/accounts/2fa/", ("authenticate/", "reauthenticate/", "webauthn/reauthenticate/", "webauthn/login/")
REFUSALS = {403, 404}


class RightsMiddleware:
    """Puts `request.rights` there (lazily, once, and no wider than this host and this session), and the person's own
    time zone and language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.institution = _institution(request)  # type: ignore[attr-defined]
        request.place = SimpleLazyObject(lambda: services.place_of(request.institution))  # type: ignore[attr-defined]
        with standing(_here(request)):
            request.rights = SimpleLazyObject(lambda: rights_of(request.user))  # type: ignore[attr-defined]
            user = request.user
            if user.is_authenticated:
                if user.locale:
                    translation.activate(user.locale)
                    request.LANGUAGE_CODE = translation.get_language()
                try:
                    timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
                except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                    timezone.deactivate()
            else:
                timezone.deactivate()
            keep_found(translation.get_language() or settings.LANGUAGE_CODE)
            return self.get_response(request)


def _institution(request: HttpRequest) -> Institution | None:
    """Whose host this is; one query on the host of an institution, none on the main one."""
    name, _port = split_domain_port(request.get_host())
    return None if name in settings.MAIN_HOSTS else Institution.objects.at(name)


def _here(request: HttpRequest) -> Here:
    user_id = request.user.pk if request.user.is_authenticated else None
    institution: Institution | None = request.institution  # type: ignore[attr-defined]
    return Here(
        path=institution.scope.path if institution else "",
        user_id=user_id,
        is_proven=lambda: services.is_proven(session=request.session, user_id=user_id),
    )


class SecondFactorMiddleware:
    """Leads people whose duties sleep to the page that wakes them, and keeps a session that has shown no second factor
    from changing the ones there are. Stands after RightsMiddleware."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._would_change_factors(request):
            return redirect(_step(request.get_full_path()))
        response = self.get_response(request)
        if response.status_code in REFUSALS and request.user.is_authenticated and request.rights.sleeps:  # type: ignore[attr-defined]
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
            asked = getattr(request, "htmx", None) and not request.htmx.boosted  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(_step(back)) if asked else redirect(_step(back))
        if session_key := request.session.get("listed") and request.session.session_key:
            services.note_use(session_key)
        return response

    def _would_change_factors(self, request: HttpRequest) -> bool:
        """With a password alone nobody takes a factor away or adds one beside it."""
        tail = request.path.removeprefix(FACTORS)
        if tail == request.path or tail in SHOWING or not request.user.is_authenticated:
            return False
        if services.is_proven(session=request.session, user_id=request.user.pk):
            return False
        return bool(services.factors_of(request.user.pk))


def _step(back: str) -> str:
    return f"{reverse('accounts:second-step')}?{urlencode({'next': back})}"
