from typing import Any

from django.conf import settings


class CacheRouter:
    """In the embedded mode the cache lives in a second file, so that it never waits for the first one's writer."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return "cache" if model._meta.app_label == "django_cache" else None  # type: ignore[attr-defined]

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if "cache" not in settings.DATABASES:
            return None
        return (db == "cache") == (app_label == "django_cache")
