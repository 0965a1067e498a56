from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from core.menus import Group, Item, Menu
from mentoring import policies
from mentoring.models import Programme

if TYPE_CHECKING:
    from accounts.http import Request


def menu_of(request: "Request", programme: Programme, current: str) -> Menu:
    """The rail of one round: what this person may do in it. No query."""
    rights, scope = request.rights, programme.scope
    seeks, mentors = rights.below(scope, Role.LEARNER), rights.below(scope, Role.MENTOR)
    rows = [("programme", _("About this programme"), "info")]
    rows += [("find", _("Find a mentor"), "mentor"), ("wishes", _("What I am looking for"), "tune")] if seeks else []
    rows += [("asks", _("Asks and pairs"), "people")] if seeks or mentors else []
    rows += [("agreement", _("Mentoring agreement"), "scroll")]
    groups = [Group(items=_items(programme, rows, current))]
    if mentors:
        groups.append(
            Group(title=_("As a mentor"), items=_items(programme, [("offer", _("What I offer"), "plus")], current))
        )
    groups += _running(request, programme, current)
    return Menu(title=_("Mentoring"), url=reverse("mentoring:programmes"), subtitle=programme.title, groups=groups)


def _running(request: "Request", programme: Programme, current: str) -> list[Group]:
    rows = []
    if policies.can_count(request.rights, programme):
        rows.append(("numbers", _("This round in numbers"), "chart"))
    if policies.can_run(request.rights, programme.scope):
        rows.append(("set-up", _("Set up"), "gear"))
    return [Group(title=_("Running it"), items=_items(programme, rows, current))] if rows else []


def _items(programme: Programme, rows: list[tuple[str, str, str]], current: str) -> list[Item]:
    return [
        Item(label=label, url=reverse(f"mentoring:{name}", args=[programme.slug]), icon=icon, current=name == current)
        for name, label, icon in rows
    ]
