"""What a small installation sends when nothing stands in front of it."""

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.middleware import CompressedPagesMiddleware


def test_pages_are_compressed_and_streams_are_not() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    page = HttpResponse("a long page " * 400)
    assert CompressedPagesMiddleware(lambda _request: page)(request).headers["Content-Encoding"] == "gzip"
    stream = StreamingHttpResponse(iter([b"data: 1\n\n"] * 400))
    assert "Content-Encoding" not in CompressedPagesMiddleware(lambda _request: stream)(request).headers
