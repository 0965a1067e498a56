from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Higher apps declare their blocks here; panels and links arrive with core's own discovery."""
        autodiscover_modules("blocks")
        import_module("courses.adapters")
