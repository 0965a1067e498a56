"""What the ground floor itself puts into the menus."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import readiness, status  # noqa: F401  (their checks and pulses register themselves)
from core.extensions import NavItem, nav


@nav.register
class LookSettings(NavItem):
    key, label, icon, place, order = "core.look", _("Look and keys"), "sun", "settings", 60

    def url(self, request: HttpRequest) -> str | None:
        return reverse("core:look")


@nav.register
class Settings(NavItem):
    """Opens the first of the pages that apps declare for the place "settings"."""

    key, label, icon, place, order = "core.settings", _("Settings"), "gear", "you", 80

    def url(self, request: HttpRequest) -> str | None:
        pages = sorted((item for item in nav if item.place == "settings"), key=lambda item: item.order)
        return next((url for url in (item.url(request) for item in pages) if url), None)

    def current(self, request: HttpRequest) -> bool:
        return request.path.startswith("/settings/")
