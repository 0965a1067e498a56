from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.look import LookPage
from core.pages import show
from core.policy import Refused
from core.problems import plain_page
from core.showcase import ShowcasePage
from core.status import look as look_at_status


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with its reason in words; a refusal that would itself tell too much is a 404."""
    verdict = exception.verdict if isinstance(exception, Refused) else None
    if verdict is not None and verdict.secret:
        return missing(request)
    return render(
        request, "403.html", {"reason": "" if verdict is None else verdict.reason, "verdict": verdict}, status=403
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: usually a page that was open too long."""
    return render(request, "403.html", {"stale": True}, status=403)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Is it working, since when, what is late: for everybody, signed in or not."""
    seen = look_at_status()
    away = any(part.key == "core.pages" for part in seen.late)
    return plain_page(request, 503 if away else 200, "status.html", seen=seen)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive, and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """What this browser remembers: light or dark, keys on or off."""
    return show(request, LookPage.build(request))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it: a choice of this browser, kept in a cookie."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    response = redirect(target if safe else "/")
    if request.POST.get("theme") in {"light", "dark"}:
        response.set_cookie("theme", request.POST["theme"], max_age=timedelta(days=365), samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_safe
def styles(request: HttpRequest) -> HttpResponse:
    """Every component in every state; there is no such address in production."""
    return show(request, ShowcasePage.build())
