import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.sources import APPS, ROOT


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", APPS)
def test_migrations_of_an_app_are_one_line(app: str) -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    names = sorted(name for label, name in graph.nodes if label == app)
    assert len(graph.leaf_nodes(app)) == (1 if names else 0)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if not re.fullmatch(r"\d{4}_(?!auto_)[a-z0-9_]+", name)] == []


def test_every_app_with_models_has_migrations() -> None:
    without = [
        app for app in APPS if [*apps.get_app_config(app).get_models()] and not (ROOT / app / "migrations").is_dir()
    ]
    assert without == []


@pytest.mark.django_db
def test_migrations_go_back_as_they_came() -> None:
    """Each of our migrations can be undone: nothing in it is a one-way street."""
    loader = MigrationLoader(connection)
    stuck = [
        f"{label}.{name}: {operation}"
        for (label, name), migration in loader.graph.nodes.items()
        if label in APPS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert stuck == []
