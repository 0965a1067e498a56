from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        autodiscover_modules("personal_data")
        from accounts.adapters import listen  # noqa: PLC0415

        listen()
        import_module("accounts.listeners")
