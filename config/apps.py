from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ConfigConfig(AppConfig):
    name = "config"


class OfficeConfig(admin.AdminConfig):
    """Django's admin, behind our door."""

    default = False
    default_site = "config.office.Office"
