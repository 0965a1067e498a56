"""What an open page listens to. Answered by a process of its own (`config.live`), or by the one process of `up`."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from notifications.streams import Refused, Stream, admit, hub, work

BEAT, LONGEST, RETRY = 20.0, 900.0, 2000
"""Seconds between signs of life, and until a page has to come again; milliseconds until it does."""


@never_cache
@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events for `?on=<channel>.<id>.<revision, sealed>&on=…`; 204 tells a browser that has too many to stop."""
    if not isinstance(request, ASGIRequest):
        raise Http404
    try:
        stream = await work(admit, request)
    except Refused:
        raise Http404 from None
    await sync_to_async(connections.close_all)()
    if not hub().has_room_for(stream.user_id):
        return HttpResponse(status=204)
    answer = StreamingHttpResponse(_told(stream), content_type="text/event-stream")
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _told(stream: Stream) -> AsyncIterator[str]:
    until = time.monotonic() + LONGEST * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come again at once
    hub().join(stream)
    try:
        yield f"retry: {RETRY}\n\n"
        while time.monotonic() < until:
            with suppress(TimeoutError):
                await asyncio.wait_for(stream.bell.wait(), BEAT)
            if not stream.bell.is_set():
                yield ":\n\n"
                continue
            stream.bell.clear()
            lines, stream.lines = stream.lines, {}
            for line in lines.values():
                yield line
            if stream.is_over:
                yield "event: end\ndata:\n\n"
                return
    finally:
        hub().leave(stream)
