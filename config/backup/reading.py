import hashlib
import json
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.fields.json import JSONField
from django.utils import timezone

from config.backup.states import last_of
from config.backup.tables import columns_of, models_of, name_of
from config.backup.writing import FORMAT
from core.models import OutboxEvent
from notifications.models import Mail

Progress = Callable[[str], None]
BATCH = 1000


class RestoreRefused(Exception):
    """A backup that cannot be restored here, with the one sentence that says why."""


def read_manifest(room: Path) -> dict[str, Any]:
    """What the backup says it holds; it is written last, so a broken-off backup has none."""
    if not (room / "manifest.json").is_file():
        raise RestoreRefused("This archive has no manifest, so it is not a complete backup of Colloquy.")
    try:
        manifest = json.loads((room / "manifest.json").read_bytes())
    except ValueError as error:
        raise RestoreRefused("The manifest of this backup is damaged.") from error
    if manifest.get("format") != FORMAT:
        raise RestoreRefused(f"This backup has format {manifest.get('format')}; this version reads format {FORMAT}.")
    return dict(manifest)


def restore(source: Path, *, say: Progress, mail: bool = True) -> dict[str, Any]:
    """Fill an empty installation from a backup, of either engine and of any release before this one.

    The database is brought to the backup's own state, filled, and then migrated to the newest. Without `mail` whatever
    was still to be told is not told: for a rehearsal beside the installation that lives. Raises RestoreRefused.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA_DIR) as place:
        room = Path(place)
        _unpack(source, room)
        manifest = read_manifest(room)
        _refuse_a_living_place()
        _check_files(room, manifest)
        apps = _bring_to_state_of(manifest, say)
        with transaction.atomic():
            _empty(models_of(apps))
            for model in models_of(apps):
                _fill(room, model, manifest, say)
            _reset_sequences(models_of(apps))
        _restore_files(room, manifest, say)
    call_command("migrate", verbosity=0)
    if not mail:
        _let_rest()
    return manifest


def _let_rest() -> None:
    """What waits is taken as told: the letters of a rehearsal would reach people."""
    OutboxEvent.objects.filter(handled_at__isnull=True).update(handled_at=timezone.now())
    Mail.objects.filter(state=Mail.State.WAITING).update(state=Mail.State.DROPPED, done_at=timezone.now())


def _unpack(source: Path, room: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            _extract(archive, room)
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise RestoreRefused(f"The file {source.name} cannot be opened as an archive, or is damaged.") from error


def _extract(archive: tarfile.TarFile, room: Path) -> None:
    """Plain files and folders only, none outside `room`: Python before 3.11.4 has no filter that sees to it."""
    for member in archive:
        place = (room / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not place.is_relative_to(room.resolve()):
            raise tarfile.TarError(member.name)
        member.mode, member.uid, member.gid, member.uname, member.gname = (
            0o700 if member.isdir() else 0o600,
            0,
            0,
            "",
            "",
        )
        archive.extract(member, room, set_attrs=False)


def _refuse_a_living_place() -> None:
    """Restoring over people's work would destroy it."""
    tables = connection.introspection.table_names()
    if "accounts_user" in tables and current_apps.get_model("accounts.User")._base_manager.exists():  # noqa: SLF001
        raise RestoreRefused("There are people in this database already. Restore into an empty one.")


def _bring_to_state_of(manifest: dict[str, Any], say: Progress) -> Any:
    """Migrate to the newest migration of each app that the backup had seen; the models as they were then."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest["migrations"]}
    unknown = sorted(wanted - set(executor.loader.graph.nodes) - set(executor.loader.replacements))
    if unknown:
        raise RestoreRefused(
            f"This backup comes from a newer release ({unknown[0][0]}.{unknown[0][1]}). Install that release first."
        )
    targets = last_of(wanted, executor.loader.graph)
    say("migrations of the backup's own time")
    executor.migrate(targets)
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(targets).apps


def _empty(models: list[type[Model]]) -> None:
    """What migrations wrote (content types, the starter policy) gives way to what the backup holds."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=False, allow_cascade=True):
            cursor.execute(statement)


def _fill(room: Path, model: type[Model], manifest: dict[str, Any], say: Progress) -> None:
    name = name_of(model)
    listed = manifest["tables"].get(name)
    if listed is None:
        return
    say(f"table {name}")
    digest = hashlib.sha256()
    waiting: list[Model] = []
    count = 0
    for line in _lines(room / "tables" / f"{name}.jsonl"):
        digest.update(line)
        waiting.append(_row(model, listed["columns"], json.loads(line)))
        count += 1
        if len(waiting) == BATCH:
            _save(model, waiting)
            waiting = []
    _save(model, waiting)
    if count != listed["rows"] or digest.hexdigest() != listed["sha256"]:
        raise RestoreRefused(f"The table {name} in this backup is damaged: it is not what the manifest says.")


def _lines(table: Path) -> Iterator[bytes]:
    if not table.is_file():
        raise RestoreRefused(f"The backup lacks {table.name}.")
    with table.open("rb") as lines:
        yield from lines


def _row(model: type[Model], names: list[str], values: list[Any]) -> Model:
    by_name = {field.attname: field for field in columns_of(model)}
    row = model()
    for name, value in zip(names, values, strict=True):
        field = by_name.get(name)
        if field is None:
            continue
        if isinstance(value, dict) and set(value) == {"bytes"} and not isinstance(field, JSONField):
            value = bytes.fromhex(value["bytes"])  # noqa: PLW2901
        setattr(row, name, value if value is None or isinstance(field, JSONField) else field.to_python(value))
    return row


def _save(model: type[Model], rows: list[Model]) -> None:
    if rows:
        model._base_manager.bulk_create(rows)  # noqa: SLF001


def _reset_sequences(models: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _check_files(room: Path, manifest: dict[str, Any]) -> None:
    """Before anything is written."""
    for key, sha in manifest["files"].items():
        place = room / "media" / key
        if not place.is_file() or _sha256(place) != sha:
            raise RestoreRefused(f"The file {key} in this backup is damaged.")


def _restore_files(room: Path, manifest: dict[str, Any], say: Progress) -> None:
    for key in manifest["files"]:
        if not default_storage.exists(key):
            with (room / "media" / key).open("rb") as stream:
                default_storage.save(key, File(stream))
    say(f"{len(manifest['files'])} files")


def _sha256(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
