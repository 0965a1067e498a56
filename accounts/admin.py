"""For whoever keeps the machine running. Roles are given on the set-up page, where the person is told."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from accounts.models import Membership, Scope, Standing, User

if TYPE_CHECKING:
    from django.http import HttpRequest


class _LookOnly:
    """What services write is only looked at here."""

    def has_add_permission(self, request: "HttpRequest", *args: Any) -> bool:
        return False

    def has_change_permission(self, request: "HttpRequest", obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: Any = None) -> bool:
        return False


class MembershipInline(_LookOnly, admin.TabularInline[Membership, User]):
    model = Membership
    fields = ["scope", "role", "grades", "since", "ended_at"]
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ["name", "email", "state", "is_active", "is_staff", "date_joined"]
    list_filter = ["state", "is_active", "is_staff"]
    search_fields = ["name", "email", "handle"]
    fields = ["name", "email", "handle", "state", "is_active", "is_staff", "is_superuser", "minor", "date_joined"]
    readonly_fields = ["state", "date_joined"]
    inlines = [MembershipInline]

    def has_add_permission(self, request: "HttpRequest") -> bool:
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: Any = None) -> bool:
        return False


@admin.register(Scope)
class ScopeAdmin(admin.ModelAdmin[Scope]):
    list_display = ["name", "kind", "depth", "path"]
    list_filter = ["kind"]
    search_fields = ["name"]
    fields = ["name", "time_zone"]

    def has_add_permission(self, request: "HttpRequest") -> bool:
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(_LookOnly, admin.ModelAdmin[Membership]):
    list_display = ["user", "scope", "role", "since", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["user", "scope"]
    search_fields = ["user__name", "user__email", "scope__name"]


@admin.register(Standing)
class StandingAdmin(_LookOnly, admin.ModelAdmin[Standing]):
    list_display = ["user", "scope", "state", "since", "until"]
    list_select_related = ["user", "scope"]
