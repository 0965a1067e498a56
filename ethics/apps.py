from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class EthicsConfig(AppConfig):
    name = "ethics"

    def ready(self) -> None:
        autodiscover_modules("gates", "notices", "panels", "personal_data")
        post_migrate.connect(plant_rules, sender=self, dispatch_uid="ethics.plant_rules")


def plant_rules(*, using: str, **_kwargs: Any) -> None:
    """A new installation has its rules as soon as its tables are there; nobody has to remember to switch them on."""
    from ethics.services import plant_starter  # noqa: PLC0415  (models are not loaded when this module is)

    executor = MigrationExecutor(connections[using])
    if using == "default" and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        plant_starter()
