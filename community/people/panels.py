from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.extensions import Tie, ties
from accounts.rights import Rights
from community.people.models import Connection, Hello
from core.extensions import NavItem, nav


@nav.register
class PeopleNav(NavItem):
    key, label, icon, order = "community.people", _("People"), "people", 30

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:people") if request.user.is_authenticated else None

    def waiting(self, rights: Rights) -> list[QuerySet[Hello]]:
        return [Hello.objects.waiting_for(rights.user_id).filter(rights.inside("scope"))]


@ties.register
class ConnectionTie(Tie):
    key = "community.connection"

    def holds(self, one_id: int, other_id: int) -> bool:
        return Connection.objects.live().between(one_id, other_id).exists()
