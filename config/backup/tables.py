"""Which tables there are, in the order in which they can be filled."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.models.fields import Field

LEFT_OUT = frozenset({"sessions.session", "django_cache.cacheentry"})


def models_of(apps: Apps) -> list[type[Model]]:
    """Managed models with a table of their own, those that are pointed at before those that point."""
    known = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    ordered: list[type[Model]] = []
    state: dict[type[Model], bool] = {}

    def visit(model: type[Model]) -> None:
        if model in state:
            return
        state[model] = False
        for field in columns_of(model):
            if field.is_relation and field.related_model in known and field.related_model is not model:
                visit(field.related_model)
        ordered.append(model)

    for model in sorted(known, key=lambda each: each._meta.label_lower):
        visit(model)
    return ordered


def columns_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """The columns that hold something; a generated one is worked out again."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def name_of(model: type[Model]) -> str:
    return str(model._meta.label_lower)


def applied_migrations() -> list[list[str]]:
    """(app, name) of every migration that this database has seen, in a stable order."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def rows_of(model: type[Model]) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in columns_of(model)]
    pk = model._meta.pk
    order = pk.attname if pk is not None else names[0]
    yield from model._base_manager.order_by(order).values_list(*names).iterator(chunk_size=2000)  # noqa: SLF001
