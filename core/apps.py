from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Higher apps put their entries into the bar, and hear events, from modules of these names."""
        autodiscover_modules("panels")
        autodiscover_modules("findables")
        autodiscover_modules("listeners")
        autodiscover_modules("tasks")
        # What a container calls itself is no name of the net: mail servers refuse whoever greets with it.
        DNS_NAME._fqdn = urlsplit(settings.BASE_URL).hostname or "localhost"  # noqa: SLF001
