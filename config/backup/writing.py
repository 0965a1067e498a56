import hashlib
import io
import json
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from config.backup.tables import applied_migrations, columns_of, models_of, name_of, rows_of
from core.models import StoredFile

FORMAT = 1
COMPRESSION = 5
IN_MEMORY = 8 << 20
Progress = Callable[[str], None]


def write_backup(target: Path, *, say: Progress) -> dict[str, Any]:
    """Write the whole installation to `target` (a .tar.gz) and return its manifest. The file appears only when complete.

    People may write meanwhile. Only its owner may read the file; what does not fit into memory lies beside it for a while.
    """
    started = time.monotonic()
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w:gz", compresslevel=COMPRESSION) as archive, _steady_view():
            manifest = _fill(archive, say, room=target.parent)
            manifest["seconds"] = round(time.monotonic() - started, 1)
            _add_bytes(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def write_keys(target: Path) -> None:
    """What must never lie beside the data: readable by its owner only."""
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_text(json.dumps({"COLLOQUY_SECRET_KEY": settings.SECRET_KEY}), encoding="utf-8")


def _fill(archive: tarfile.TarFile, say: Progress, *, room: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "engine": connection.vendor,
        "migrations": applied_migrations(),
        "tables": {},
        "files": {},
        "missing": [],
        "altered": [],
    }
    for model in models_of(apps):
        say(f"table {name_of(model)}")
        manifest["tables"][name_of(model)] = _add_table(archive, model, room)
    for stored in StoredFile.objects.order_by("pk").iterator():
        _add_file(archive, stored, manifest)
    say(f"{len(manifest['files'])} files")
    return manifest


def _add_table(archive: tarfile.TarFile, model: type[Model], room: Path) -> dict[str, Any]:
    """One line for each row; keys in order, so that the same rows have the same hash on either engine."""
    names = [field.attname for field in columns_of(model)]
    digest, count = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(room)) as lines:
        for row in rows_of(model):
            plain = json.dumps(_plain(row), cls=DjangoJSONEncoder, separators=(",", ":"), sort_keys=True)
            line = plain.encode() + b"\n"
            lines.write(line)
            digest.update(line)
            count += 1
        _add_stream(archive, f"tables/{name_of(model)}.jsonl", lines)
    return {"columns": names, "rows": count, "sha256": digest.hexdigest()}


def _plain(row: tuple[Any, ...]) -> list[Any]:
    """Moments keep their microseconds; JSON's own encoder would cut them."""
    return [
        {"bytes": bytes(value).hex()}
        if isinstance(value, bytes | memoryview)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
        for value in row
    ]


def _add_file(archive: tarfile.TarFile, stored: StoredFile, manifest: dict[str, Any]) -> None:
    """The bytes as they lie there, under their own hash; what is gone or was changed behind our back is named."""
    if not default_storage.exists(stored.key):
        manifest["missing"].append(stored.key)
        return
    with default_storage.open(stored.key) as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
        _add_stream(archive, f"media/{stored.key}", stream)
    manifest["files"][stored.key] = found
    if found != stored.sha256:
        manifest["altered"].append(stored.key)


def _add_stream(archive: tarfile.TarFile, name: str, stream: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    stream.seek(0, io.SEEK_END)
    info.size = stream.tell()
    stream.seek(0)
    info.mtime = int(time.time())
    archive.addfile(info, stream)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_stream(archive, name, io.BytesIO(content))


@contextmanager
def _steady_view() -> Iterator[None]:
    """One moment for all tables: what is written meanwhile is in none of them or in all. Nobody waits for it."""
    with _reading(), transaction.atomic(durable=not settings.TESTING):
        if connection.vendor == "postgresql" and not settings.TESTING:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _reading() -> Iterator[None]:
    """On SQLite a transaction begins as a writer's (IMMEDIATE), which would hold up everybody else; this one reads."""
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual  # type: ignore[attr-defined]
