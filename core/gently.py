"""Migrations for tables that have grown large: nobody who writes waits while they run."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex, RemoveIndex
from django.db.migrations.state import ProjectState


class AddIndexGently(AddIndex):
    """An index that PostgreSQL builds beside the writers (CONCURRENTLY); on SQLite as ever.

    The migration says `atomic = False` and holds nothing else. What a broken-off build left behind is dropped first.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = _model(self, app_label, schema_editor, to_state)
        if model is not None:
            _drop(schema_editor, self.index)
            schema_editor.execute(self.index.create_sql(model, schema_editor, concurrently=True), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            _drop(schema_editor, self.index)
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def _model(
    operation: AddIndex | RemoveIndex, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
) -> Any:
    model = state.apps.get_model(app_label, operation.model_name)
    allowed = operation.allow_migrate_model(schema_editor.connection.alias, model)
    return model if allowed else None


def _drop(schema_editor: BaseDatabaseSchemaEditor, index: models.Index) -> None:
    name = schema_editor.quote_name(index.name)
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", params=None)
