"""The states that a database had: which migrations a release knew, and the way back to them."""

import json
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

RELEASES = Path(__file__).resolve().parent.parent / "releases"
Node = tuple[str, str]


def last_of(known: set[Node], graph: MigrationGraph) -> list[Node]:
    """The newest of these migrations in each app."""
    return [
        node
        for node in sorted(known)
        if node in graph.nodes
        and not any(child.key[0] == node[0] and tuple(child.key) in known for child in graph.node_map[node].children)
    ]


def releases() -> list[str]:
    """Those whose migrations are kept, the newest last."""
    return sorted((path.stem for path in RELEASES.glob("*.json")), key=lambda name: [int(n) for n in name.split(".")])


def migrations_of(release: str) -> set[Node]:
    kept = json.loads((RELEASES / f"{release}.json").read_text(encoding="utf-8"))
    return {(app, name) for app, name in kept["migrations"]}


def step_back(release: str) -> int:
    """Undo the migrations that this release does not know; how many were undone. What people wrote stays."""
    executor = MigrationExecutor(connection)
    known = migrations_of(release)
    ours = {app for app, _name in executor.loader.graph.nodes}
    targets: list[tuple[str, str | None]] = [*last_of(known, executor.loader.graph)]
    targets += [(app, None) for app in sorted(ours - {app for app, _name in known})]
    plan = [(migration, backwards) for migration, backwards in executor.migration_plan(targets) if backwards]
    executor.migrate(targets, plan=plan)
    return len(plan)
