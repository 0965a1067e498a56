"""The files of a course: no address without a permission check."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from accounts.http import Request
from courses.models import CourseFile
from courses.services.files import PICTURES

_SHOWN = PICTURES | {"application/pdf", "text/plain"}
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
@login_required
def file(request: Request, course: str, pk: int, name: str) -> HttpResponseBase:
    """The bytes for those who may see the course; a name that is not the file's own is no address."""
    files = CourseFile.objects.visible_to(request.rights).select_related("stored")
    found = get_object_or_404(files, course__slug=course, pk=pk, name=name)
    etag = quote_etag(found.stored.sha256)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponseBase
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    elif request.method == "HEAD":
        response = HttpResponse(content_type=found.stored.mime)
        response["Content-Length"] = str(found.stored.size)
    else:
        response = _bytes(found)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    return response


def _bytes(found: CourseFile) -> HttpResponseBase:
    mime = found.stored.mime if found.stored.mime in _SHOWN else "application/octet-stream"
    charset = "; charset=utf-8" if mime == "text/plain" else ""
    return FileResponse(
        default_storage.open(found.stored.key),
        as_attachment=mime not in PICTURES,
        filename=found.name,
        content_type=f"{mime}{charset}",
    )
