from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import FLOWING, Role, ScopeKind, UserState
from core.kept import now

if TYPE_CHECKING:
    from accounts.models import Audience, Institution, Membership, Scope, SignOn, Standing, User
    from accounts.rights import Rights


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> "User":
        email = self.normalize_email(email).lower() if email else None
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **{"name": email.split("@", maxsplit=1)[0], **fields}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def active(self) -> "QuerySet[User]":
        return self.get_queryset().filter(state=UserState.ACTIVE, is_active=True)

    def seen_by(self, rights: "Rights", *, scope_id: int | None = None) -> "QuerySet[User]":
        """People of this reader's courses and groups (of one of them): at least their names, as policies.can_see says."""
        places = rights.member_scopes if scope_id is None else rights.member_scopes & {scope_id}
        shared = _rows("Membership").filter(
            user=OuterRef("pk"),
            scope__in=places,
            scope__kind__in=[ScopeKind.COURSE, ScopeKind.GROUP],
            ended_at__isnull=True,
        )
        apart = _rows("PersonBlock").filter(blocker=OuterRef("pk"), blocked=rights.user_id)
        return self.active().filter(Exists(shared)).exclude(Exists(apart))


def _rows(model: str) -> Any:
    return apps.get_model("accounts", model)._default_manager.all()  # noqa: SLF001


class ScopeQuerySet(QuerySet["Scope"]):
    def below(self, scope: "Scope") -> Self:
        """The scope and everything under it."""
        return self.filter(path__startswith=scope.path)

    def groups_of(self, course_id: int) -> Self:
        """The groups of a course, without those that were removed, in the order of their names."""
        return self.filter(parent=course_id, kind=ScopeKind.GROUP, ended_at__isnull=True).order_by("name", "pk")

    def path_of(self, scope: "Scope") -> Self:
        """The scope and everything above it, from the site down."""
        return self.filter(pk__in=scope.ancestor_ids).order_by("depth")


class MembershipQuerySet(QuerySet["Membership"]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def holding(self, role: Role, scope: "Scope") -> Self:
        """Who has this role in the scope, by membership there or by a role that flows down from above."""
        scopes = scope.ancestor_ids if role in FLOWING else [scope.pk]
        return self.live().filter(role=role, scope__in=scopes)


class StandingQuerySet(QuerySet["Standing"]):
    def in_force(self) -> Self:
        """«Until» is compared when read, so nothing has to run for it to end."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now()))


class AudienceQuerySet(QuerySet["Audience"]):
    def of_scope(self, scope_id: int, role: str) -> Self:
        return self.filter(roles__scope_id=scope_id, roles__role=role)


class InstitutionQuerySet(QuerySet["Institution"]):
    def at(self, host: str) -> "Institution | None":
        """The institution that is alone on this host."""
        return self.select_related("scope").filter(host=host.lower()).first() if host else None


class SignOnQuerySet(QuerySet["SignOn"]):
    def seen_at(self, institution: "Institution | None") -> Self:
        """On the host of an institution its own; on the main host those of institutions without a host of their own."""
        rows = self.select_related("scope").order_by("label", "pk")
        if institution is not None:
            return rows.filter(scope=institution.scope_id)
        return rows.exclude(scope__institution__host__gt="")
