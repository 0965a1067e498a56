"""Who opened names: for administrators, who read when and where, and nothing of what was written."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from accounts.rights import Rights
from community.discussion.models import Unveiling
from core.menus import Menu, settings_menu

PER_PAGE = 30


@dataclass(frozen=True)
class NamesLogPage:
    page: Page[Unveiling]
    menu: Menu
    template: str = "community/names_log.html"

    @classmethod
    def build(cls, *, request: HttpRequest) -> "NamesLogPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        lines = Unveiling.objects.visible_to(rights).select_related("by", "thread__course").defer("thread__title")
        page = Paginator(lines.order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
        return cls(page, menu=settings_menu(request))
