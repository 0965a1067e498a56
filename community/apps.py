from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, module_has_submodule

ROOMS = ("discussion", "people")
DECLARATIONS = (
    "blocks",
    "channels",
    "conflicts",
    "contents",
    "findables",
    "gates",
    "listeners",
    "notices",
    "panels",
    "personal_data",
    "runs",
    "spaces",
    "tasks",
)


class CommunityConfig(AppConfig):
    """A house of rooms: each room has the modules of an app, and declares to the lower apps by itself."""

    name = "community"

    def ready(self) -> None:
        autodiscover_modules("spaces")
        for room in ROOMS:
            package = import_module(f"community.{room}")
            for name in DECLARATIONS:
                if module_has_submodule(package, name):
                    import_module(f"community.{room}.{name}")
