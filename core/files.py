"""Bytes in, StoredFile out: content addressed, sniffed, kept once."""

import hashlib
from typing import IO

import filetype
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core.models import StoredFile

CHUNK = 1 << 20


def digest(stream: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of a stream, which is wound back afterwards."""
    sha, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        sha.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return sha.hexdigest(), size


def sniff(stream: IO[bytes], *, fallback: str = "application/octet-stream") -> str:
    """The type that the first bytes tell, never the one the name claims."""
    head = stream.read(8192)
    stream.seek(0)
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        return fallback
    return "application/octet-stream" if "<" in text[:512] else "text/plain"


def store(stream: IO[bytes], *, width: int | None = None, height: int | None = None, mime: str = "") -> StoredFile:
    """Keep the bytes once. Call outside a long transaction: the file is written first, the row second.

    `mime` is what the caller found out about the bytes, where that is more than their head tells.
    """
    sha, size = digest(stream)
    if (known := StoredFile.objects.filter(sha256=sha).first()) is not None:
        return known
    mime, key = mime or sniff(stream), f"{sha[:2]}/{sha[2:4]}/{sha}"
    if not default_storage.exists(key):
        key = default_storage.save(key, File(stream))
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha, defaults={"size": size, "mime": mime, "key": key, "width": width, "height": height}
    )
    return stored


def discard(stored: StoredFile) -> None:
    """Remove bytes that nothing refers to; what something refers to stays."""
    try:
        with transaction.atomic():
            stored.delete()
    except (ProtectedError, IntegrityError):
        return
    default_storage.delete(stored.key)
