import time
from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from core import logs, metrics
from core.numbers import LARGEST

GetResponse = Callable[[HttpRequest], HttpResponse]


class ResponseHeadersMiddleware:
    """Headers that are the same everywhere: no sensors, no search engines, nothing kept by caches in between."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        )
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class RequestLogMiddleware:
    """One line for each request, under an id that its tasks carry on and that an error page can name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        known = logs.request_id(request.headers.get(logs.HEADER))
        request.request_id = known  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=known)
        response = self.get_response(request)
        response.headers[logs.HEADER] = known
        match = request.resolver_match
        facts = {
            "method": request.method,
            "route": match.view_name if match else "",
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000),
        }
        metrics.note_request(match.view_name if match else "", response.status_code, time.perf_counter() - started)
        logs.requests.info("request", extra={"facts": facts})
        return response


class InnerNumbersMiddleware:
    """Numbers, for the inner network only, where a container is asked by an address of its own that is no name of the
    site: so before anybody looks at names. To everybody else there is no such page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/metrics" and request.method in {"GET", "HEAD"} and metrics.may_ask(request):
            return HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")
        return self.get_response(request)


class ReadableAddressMiddleware:
    """An address with a NUL in it, or with a number that no key could be, leads nowhere: no database of ours could look
    for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: list[object], named: dict[str, object]
    ) -> None:
        if any(isinstance(value, int) and value > LARGEST for value in named.values()):
            raise Http404


class CompressedPagesMiddleware(GZipMiddleware):
    """For where no web server stands in front that would do it. A stream goes on as it comes, or it would wait here."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)
