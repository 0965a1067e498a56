"""Tables that grow with every post and every reader: a migration after a release does nothing to them that stops writers."""

import inspect
from collections.abc import Iterator

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from config.backup.states import migrations_of, releases
from core.gently import AddIndexGently
from tests.architecture.sources import APPS

BIG = {
    "community": {"post", "postrevision", "thread", "persona", "readchunk", "livechunk", "helped", "following"},
    "core": {"outboxevent", "delivery", "searchdocument"},
    "notifications": {"happening", "notice", "mail"},
}
REVIEWED = {
    (
        "core",
        "0002_search",
    ): "words of the search documents, filled in portions, with indexes beside the writers; tests/drills/test_million.py",
    (
        "community",
        "0022_audience_of_posts",
    ): "tells the planner what to count at the next ANALYZE; no row is read, and writers go on",
    (
        "notifications",
        "0005_old_places",
    ): "old notices are marked as such in portions; tests/notifications/test_houses.py",
}
State = tuple[ProjectState, ProjectState]


def dangers(app: str, operation: Operation, states: State) -> Iterator[str]:
    """Why this operation may hold up a big table."""
    name = getattr(operation, "model_name_lower", "")
    if name in BIG.get(app, ()) and name in {key for label, key in states[0].models if label == app}:
        if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexGently):
            yield "an index that is built while writers wait; use core.gently.AddIndexGently"
        if isinstance(operation, migrations.AddConstraint | migrations.AlterUniqueTogether):
            yield "a constraint whose rows are all looked at while writers wait"
        if isinstance(operation, migrations.AddField):
            yield from _of_new_field(operation.field)
        if isinstance(operation, migrations.AlterField):
            yield from _of_changed_field(app, name, operation, states)
    if isinstance(operation, migrations.RunPython):
        yield from _of_code(app, operation)
    if isinstance(operation, migrations.RunSQL):
        yield "SQL of its own, which has to be looked at"


def _of_new_field(field: models.Field) -> Iterator[str]:
    if not field.null and not field.has_default() and not field.has_db_default():
        yield "a column that must be filled and has no default"
    if (field.db_index or field.unique) and not field.null:
        yield "a filled column with an index, which is built while writers wait"


def _of_changed_field(app: str, name: str, operation: migrations.AlterField, states: State) -> Iterator[str]:
    before = states[0].models[app, name].fields[operation.name]
    after = operation.field
    if before.null and not after.null:
        yield "a column made NOT NULL, for which every row is read"
    if before.get_internal_type() != after.get_internal_type():
        yield "a column of another type, for which every row is written anew"
    if (after.db_index and not before.db_index) or (after.unique and not before.unique):
        yield "an index that is built while writers wait; use core.gently.AddIndexGently"


def _of_code(app: str, operation: migrations.RunPython) -> Iterator[str]:
    text = inspect.getsource(inspect.getmodule(operation.code) or operation.code).lower()
    names = [f'"{label}", "{name}"' for label, known in BIG.items() for name in known]
    tables = [f"{label}_{name}" for label, known in BIG.items() for name in known]
    touched = any(word in text.replace("'", '"') for word in [*names, *tables])
    if touched and "portions(" not in text:
        yield "code that goes through a big table at once; use core.counting.portions"


def new_migrations() -> Iterator[tuple[tuple[str, str], migrations.Migration]]:
    """Ours since the last release; what was released was proved on the tables of its time."""
    loader, released = MigrationLoader(connection), migrations_of(releases()[-1])
    for key, migration in loader.graph.nodes.items():
        if key[0] in APPS and key not in released:
            yield key, migration


@pytest.mark.django_db
def test_no_new_migration_stops_those_who_write() -> None:
    loader, found = MigrationLoader(connection), {}
    for key, migration in new_migrations():
        state = loader.project_state(key, at_end=False)
        for operation in migration.operations:
            before = state.clone()
            operation.state_forwards(key[0], state)
            for why in dangers(key[0], operation, (before, state)):
                found.setdefault(key, []).append(f"{operation.describe()}: {why}")
    assert {key: why for key, why in found.items() if key not in REVIEWED} == {}


def states_with(*fields: tuple[str, models.Field]) -> State:
    state = ProjectState()
    migrations.CreateModel("Post", [("id", models.BigAutoField(primary_key=True)), *fields]).state_forwards(
        "community", state
    )
    return state, state


DANGEROUS = {
    "index": migrations.AddIndex("post", models.Index(fields=["text"], name="post_text")),
    "constraint": migrations.AddConstraint("post", models.UniqueConstraint(fields=["text"], name="post_text_once")),
    "not null": migrations.AlterField("post", "text", models.TextField()),
    "type": migrations.AlterField("post", "text", models.IntegerField(null=True)),
    "column": migrations.AddField("post", "weight", models.IntegerField()),
    "sql": migrations.RunSQL("UPDATE community_post SET text = ''"),
}


@pytest.mark.parametrize("what", DANGEROUS)
def test_dangerous_operation_is_seen(what: str) -> None:
    assert len(list(dangers("community", DANGEROUS[what], states_with(("text", models.TextField(null=True)))))) == 1


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexGently("post", models.Index(fields=["text"], name="post_text")),
        migrations.AddField("post", "weight", models.IntegerField(default=0)),
        migrations.AddField("post", "weight", models.IntegerField(null=True)),
        migrations.AddIndex("draft", models.Index(fields=["text"], name="draft_text")),
    ],
)
def test_gentle_operation_passes(operation: Operation) -> None:
    assert list(dangers("community", operation, states_with(("text", models.TextField(null=True))))) == []


@pytest.mark.django_db(transaction=True)
def test_gentle_index_is_built_and_taken_away() -> None:
    state = MigrationLoader(connection).project_state()
    operation = AddIndexGently("post", models.Index(fields=["renderer"], name="post_gentle"))
    after = state.clone()
    operation.state_forwards("community", after)
    for step, expected in ((operation.database_forwards, True), (operation.database_backwards, False)):
        with connection.schema_editor(atomic=False) as editor:
            step("community", editor, *((state, after) if expected else (after, state)))
        with connection.cursor() as cursor:
            names = connection.introspection.get_constraints(cursor, "community_post")
        assert ("post_gentle" in names) is expected
