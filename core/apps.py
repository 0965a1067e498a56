from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Higher apps put their entries into the bar, and hear events, from modules of these names."""
        autodiscover_modules("panels")
        autodiscover_modules("findables")
        autodiscover_modules("listeners")
        autodiscover_modules("tasks")
