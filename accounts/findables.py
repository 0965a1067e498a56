from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.choices import COURSE_ROLES, Role
from accounts.models import Membership, User
from accounts.policies import SHARED
from accounts.rights import Rights
from core.extensions import Findable, Hit, findables
from core.models import SearchDocument
from core.search import Asked

PERSON = "accounts.person"


def _here() -> QuerySet[Membership]:
    return Membership.objects.live().filter(user=OuterRef("pk"), role__in=COURSE_ROLES, scope__kind__in=SHARED)


@findables.register
class People(Findable):
    """The people of one's courses, by their names: what they say of themselves has readers of its own."""

    key, label, icon, order = PERSON, _("People"), "people", 30

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        people = User.objects.active().filter(Exists(_here()))
        rows = people if ids is None else people.filter(pk__in=ids)
        for pk, name, call_me, since in rows.values_list("pk", "name", "call_me", "date_joined").iterator():
            yield SearchDocument(
                kind=PERSON, object_id=pk, audience_id=0, title=name, body=call_me, written_at=since
            )  # fmt: skip

    def openable(self, *, request: HttpRequest, asked: Asked, scope_id: int | None) -> QuerySet[User]:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        return User.objects.seen_by(rights, scope_id=scope_id)

    def hits(self, *, request: HttpRequest, ids: Collection[int]) -> dict[int, Hit]:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        shared = _here().filter(scope__in=rights.member_scopes).order_by("scope__depth", "pk")
        people: QuerySet[Any] = User.objects.seen_by(rights).filter(pk__in=ids)
        people = people.annotate(
            where=Subquery(shared.values("scope__name")[:1], output_field=CharField()),
            role=Subquery(shared.values("role")[:1], output_field=CharField()),
        )
        return {
            person.pk: Hit(title=person.name, url=person.get_absolute_url(), facts=_facts(person.role, person.where))
            for person in people
        }


def _facts(role: str | None, where: str | None) -> list[str]:
    return [str(Role(role).label), where] if role and where else []
