from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Higher apps declare their blocks here, and what comes along into a new run; panels and links arrive with core's own discovery."""
        autodiscover_modules("blocks", "runs")
        import_module("courses.adapters")
