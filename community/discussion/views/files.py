"""Files beside posts: taken in, taken away, and served to whoever may read the post."""

import re
from collections.abc import Mapping
from typing import IO, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from community.discussion import services
from community.discussion.choices import MOST_FILES
from community.discussion.forms.beside import BesideForm, Chip
from community.discussion.models import Post, PostFile, Space, Thread
from community.discussion.pages.files import about
from community.discussion.views.drafts import use_of

SHOWN = frozenset(
    [
        "image/jpeg",
        "image/webp",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
        "audio/x-wav",
        "audio/flac",
        "audio/x-flac",
        "audio/aac",
    ]
)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
PIECE = 1 << 16
Place = Thread | Space | Post


def beside_of(request: Request, place: Place, kept: tuple[Mapping[str, Any], ...] = (), *, use: str = "") -> BesideForm:
    """What was sent beside the words. New files are kept at once, so that nothing has to be sent twice.

    `kept` are the files of a post that is edited; what it no longer names was removed. `use` is that of the draft.
    """
    dropped = {key for key in request.POST.getlist("drop") if key.isprintable()}
    given = [key for key in dict.fromkeys(request.POST.getlist("file")) if key not in dropped and key.isprintable()][
        : 2 * MOST_FILES
    ]
    files = {str(each["key"]): {**each, "posted": True} for each in kept if each["key"] in given}
    waiting = PostFile.objects.waiting().filter(user=request.user.pk, key__in=given).select_related("stored")
    files |= {file.key: file.shown() for file in waiting}
    for key in dropped:
        services.drop_file(actor=request.user, key=key)
    fresh, troubles = take_uploads(request, place, use)
    shown = [files[key] for key in given if key in files] + [file.shown() for file in fresh]
    return BesideForm(request.POST, files=shown, troubles=troubles, **about(place, use))


def take_uploads(request: Request, place: Place, use: str = "") -> tuple[list[PostFile], list[str]]:
    """The files that came with a form: those that are kept, and what was wrong with the others."""
    fresh: list[PostFile] = []
    troubles: list[str] = []
    for sent in request.FILES.getlist("files"):
        try:
            upload = services.Upload(cast("IO[bytes]", sent), sent.name or "", sent.size or 0)
            fresh.append(services.upload_file(actor=request.user, place=place, upload=upload, use=use))
        except ValidationError as error:
            troubles += error.messages
    return fresh, troubles


@require_POST
@login_required
def thread_files(request: Request, thread_id: int) -> HttpResponse:
    thread = Thread.objects.visible_to(request.rights).select_related("space", "scope").filter(pk=thread_id).first()
    return _take(request, thread)


@require_POST
@login_required
def space_files(request: Request, space_id: int) -> HttpResponse:
    related = ("placement", "course", "scope", "audience")
    space = Space.objects.visible_to(request.rights).select_related(*related).filter(pk=space_id).first()
    return _take(request, space)


@require_POST
@login_required
def post_files(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """For an edit of a post."""
    posts = Post.objects.visible_to(request.rights).filter(thread=thread_id, pk=post_id, author=request.user)
    return _take(request, posts.select_related("thread__space", "thread__scope").first())


def _take(request: Request, place: Place | None) -> HttpResponse:
    """What a script uploads: the chips of what was kept, and the reasons for what was not."""
    if place is None:
        raise Http404
    services.may_add(request.user, place).require()
    fresh, troubles = take_uploads(request, place, use_of(request))
    chips = [Chip.read(file.shown()) for file in fresh]
    answer = {"chips": chips, "troubles": troubles}
    return render(request, "community/_chips.html", answer, status=200 if fresh or not troubles else 422)


@require_POST
@login_required
def file_drop(request: Request, key: str) -> HttpResponse:
    """Remove a file that was not posted yet; nothing is left in its place."""
    found = get_object_or_404(PostFile.objects.waiting(), user=request.user.pk, key=key)
    services.drop_file(actor=request.user, key=found.key)
    return HttpResponse()


@require_safe
@login_required
def file(request: Request, key: str) -> HttpResponseBase:
    """The bytes, for those who may read the post at this moment; browsers ask again each time."""
    found = get_object_or_404(PostFile.objects.visible_to(request.rights).select_related("stored"), key=key)
    if found.stored is None:
        raise Http404
    etag = quote_etag(found.stored.sha256)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if etag in known or "*" in known else _answer(request, found)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _answer(request: Request, found: PostFile) -> HttpResponseBase:
    stored = found.stored
    assert stored is not None
    mime = stored.mime if stored.mime in SHOWN else "application/octet-stream"
    mime = f"{stored.mime}; charset=utf-8" if stored.mime == "text/plain" else mime
    is_download = stored.mime not in SHOWN
    headers = {"Content-Disposition": content_disposition_header(is_download, found.name) or "attachment"}
    span = _span(request.headers.get("Range", ""), stored.size)
    if request.method == "HEAD":
        return HttpResponse(content_type=mime, headers={**headers, "Content-Length": str(stored.size)})
    if span is None:
        whole = default_storage.open(stored.key)
        return FileResponse(whole, as_attachment=is_download, filename=found.name, content_type=mime)
    begin, end = span
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    headers |= {"Content-Range": f"bytes {begin}-{end}/{stored.size}", "Content-Length": str(end - begin + 1)}
    return StreamingHttpResponse(_piece(stored.key, begin, end), status=206, content_type=mime, headers=headers)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range that was asked for (RFC 9110, section 14); None for the whole."""
    match = _RANGE.match(asked)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(size - int(match[2]), 0), size - 1 if int(match[2]) else -1
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)


def _piece(key: str, begin: int, end: int) -> Any:
    with default_storage.open(key) as stream:
        stream.seek(begin)
        left = end - begin + 1
        while left > 0 and (some := stream.read(min(PIECE, left))):
            left -= len(some)
            yield some
