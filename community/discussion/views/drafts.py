"""Keeping what is being written, and what was sent by somebody who had been signed out."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from community.discussion import services
from community.discussion.choices import STAFF_ONLY, TOGETHER
from community.discussion.forms.resources import with_link
from community.discussion.models import Space, Thread
from community.discussion.pages.drafts import UNSENT
from community.discussion.services.drafts import LONGEST, Words
from core.numbers import number_in

USES = re.compile(rf"{STAFF_ONLY}|{TOGETHER}|edit-[0-9]{{1,18}}")
ARRIVED = "arrived"
"""A cookie for the page's script: the token of what was posted, so that only that leaves the device."""
View = Callable[..., HttpResponse]


@require_POST
def thread_draft(request: HttpRequest, thread_id: int) -> HttpResponse:
    threads = Thread.objects.select_related("space", "scope")
    return _keep(request, threads.filter(pk=thread_id).first() if request.user.is_authenticated else None)


@require_POST
def space_draft(request: HttpRequest, space_id: int) -> HttpResponse:
    spaces = Space.objects.select_related("scope", "audience").filter(placement__isnull=False)
    return _keep(request, spaces.filter(pk=space_id).first() if request.user.is_authenticated else None)


def _keep(request: HttpRequest, place: Thread | Space | None) -> HttpResponse:
    """200 with the version that is kept now; 409 with the words of a newer one from another device."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if place is None:
        raise Http404
    use = use_of(request)
    version = version_of(request) or 0
    token = request.POST.get("token", "").replace("\0", "")[:40]
    kept = services.keep_draft(
        actor=request.user, place=place, words=words_of(request), version=version, token=token, use=use
    )
    request.session.pop(UNSENT, None)
    if kept.words is None:
        return JsonResponse({"version": kept.version})
    newer = {"version": kept.version, "source": kept.words.source, "title": kept.words.title}
    return JsonResponse(newer, status=409)


def use_of(request: HttpRequest) -> str:
    """What is written there, where it is not the composer of the place (`?for=`)."""
    use = request.GET.get("for", "")
    if use and not USES.fullmatch(use):
        raise Http404
    return use


def version_of(request: HttpRequest) -> int | None:
    """Which draft the composer knew when its words were sent."""
    return number_in(request.POST.get("version", ""))


def words_of(request: HttpRequest) -> Words:
    """What was written so far; a NUL is no letter, and no column takes it."""
    given = {name: str(value).replace("\0", "") for name, value in request.POST.items()}
    return Words(
        source=with_link(given.get("source", "").replace("\r\n", "\n"), given.get("link", "").strip()[:1000])[:LONGEST],
        title=given.get("title", "")[:200],
        kind=given.get("kind", "")[:14],
        anonymous=given.get("anonymous") == "1",
        reply_to=number_in(given.get("to") or given.get("seen", "")),
    )


def arrived(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """It was posted: what is kept of it on the device, and in the session, may go."""
    request.session.pop(UNSENT, None)
    token = request.POST.get("token", "")[:40]
    if token.replace("-", "").replace("_", "").isalnum():
        response.set_cookie(ARRIVED, token, max_age=600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def writer_required(view: View) -> View:
    """Like login_required, but the words that were sent wait in the session until the same person is back.

    Who wrote, and where, is signed into the form: nobody else's composer shows it.
    """
    return _guarded(view, _back)


def writer_required_here(view: View) -> View:
    """The same for a page that has its composer at its own address."""
    return _guarded(view, lambda request, _kwargs: request.get_full_path())


def _guarded(view: View, back: Callable[[HttpRequest, dict[str, Any]], str]) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, **kwargs)
        _remember(request)
        answer = redirect_to_login(back(request, kwargs), resolve_url(settings.LOGIN_URL))
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
        return answer

    return wrapped


def _remember(request: HttpRequest) -> None:
    words = words_of(request)
    user, url = writer_of(request.POST.get("writer", ""))
    if url and words.source.strip():
        request.session[UNSENT] = {"url": url, "user": user, "words": asdict(words)}


def writer_of(text: str) -> tuple[int, str]:
    """Who the form was made for, and the address that its draft is kept at."""
    try:
        user, url = signing.loads(text, salt=UNSENT, max_age=timedelta(days=30))
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return int(user), str(url)


def _back(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """Where the composer stands: the thread, or the page that sent it."""
    if "thread_id" in kwargs:
        return reverse("community:thread-short", args=[kwargs["thread_id"]])
    came = request.headers.get("Referer", "")
    return (
        came if url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()) else "/"
    )
