"""Lists that go out: in the columns that come in, and harmless in a spreadsheet."""

from collections import defaultdict

from django.utils.translation import gettext as _

from accounts.choices import COURSE_ROLES, Role, ScopeKind
from accounts.models import ExternalIdentity, Membership
from courses.importers.rosters.writing import write_table
from courses.models import Course, Roster
from courses.services.rosters.known import number_issuer


def people_of(course: Course) -> bytes:
    """Who is in the course: a list that can be read back without changing anything."""
    live = Membership.objects.live().filter(scope=course.scope_id, role__in=COURSE_ROLES).select_related("user")
    inside: dict[int, list[str]] = defaultdict(list)
    groups = Membership.objects.live().filter(scope__parent=course.scope_id, scope__kind=ScopeKind.GROUP)
    for user, name in groups.order_by("scope__name").values_list("user_id", "scope__name").distinct():
        inside[user].append(name)
    people = [row.user_id for row in live]
    numbers = ExternalIdentity.objects.filter(issuer=number_issuer(course.scope), user__in=people)
    by_user = dict(numbers.values_list("user_id", "subject"))
    rows = [
        [row.user.name, row.user.email or "", Role(row.role).label, group, by_user.get(row.user_id, "")]
        for row in live.order_by("role", "user__name", "pk")
        for group in inside.get(row.user_id) or [""]
    ]
    return write_table([_("name"), _("e-mail"), _("role"), _("group"), _("student number")], rows)


def result_of(roster: Roster) -> bytes:
    """What became of each line, with the columns of the list first."""
    rows = [
        [name, email, role, group, number, course, at, words]
        for at, name, email, role, group, _kind, words, course, number in roster.report.get("rows", [])
    ]
    header = [_("name"), _("e-mail"), _("role"), _("group"), _("student number"), _("course"), _("line"), _("result")]
    return write_table(header, rows)
