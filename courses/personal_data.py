"""What courses know about a person: where they were, what they finished, the doors and blocks they made."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from courses.choices import RecordKind
from courses.models import (
    Copying,
    Departure,
    Import,
    Invitation,
    JoinLink,
    Placement,
    Roster,
    RosterRecord,
    RunCheck,
    UnitVisit,
)


@personal_data.register
class CourseData(PersonalData):
    key, label = "courses", _("Courses")

    def export(self, user: User) -> dict[str, Any]:
        visits = UnitVisit.objects.filter(user=user).select_related("unit__course").order_by("first_at", "pk")
        invited = Invitation.objects.filter(made_by=user).select_related("course").order_by("made_at", "pk")
        return {
            "visits": [
                {
                    "course": visit.unit.course.title,
                    "unit": visit.unit.title,
                    "first": visit.first_at.isoformat(),
                    "last": visit.last_at.isoformat(),
                    "finished": visit.finished_at.isoformat() if visit.finished_at else None,
                }
                for visit in visits
            ],
            "invitations_sent": [{"course": each.course.title, "email": each.email} for each in invited],
            "invitations_received": list(_invitations_of(user).values_list("course__title", flat=True)),
            "join_links": list(JoinLink.objects.filter(made_by=user).values_list("course__title", flat=True)),
            "lists_of_people": list(Roster.objects.filter(actor=user).values_list("name", flat=True)),
            "left": list(Departure.objects.filter(user=user).values_list("course__title", flat=True)),
            "in_rosters": [
                {"name": each.label, "email": each.email, "number": each.number} for each in _said_by_rosters(user)
            ],
            "imports": list(Import.objects.filter(actor=user).values_list("name", flat=True)),
            "copies": list(Copying.objects.filter(actor=user).values_list("title", flat=True)),
            "looked_at_in_copies": RunCheck.objects.filter(done_by=user).count(),
            "blocks_placed": Placement.objects.filter(placed_by=user).count(),
        }

    def erase(self, user: User) -> None:
        """Traces go; doors stop working; what belongs to the course stays with it."""
        UnitVisit.objects.filter(user=user).delete()
        _invitations_of(user).delete()
        Placement.objects.filter(placed_by=user).update(placed_by=None)
        Import.objects.filter(actor=user).update(actor=None)
        Roster.objects.filter(actor=user).update(actor=None)
        Copying.objects.filter(actor=user).update(actor=None)
        RunCheck.objects.filter(person=user).delete()
        RunCheck.objects.filter(done_by=user).update(done_by=None)
        Departure.objects.filter(user=user).delete()
        _said_by_rosters(user).update(label="", email="", number="")
        RosterRecord.objects.filter(user=user).update(user=None)


def _said_by_rosters(user: User) -> Any:
    """What the rosters of institutions say of this person."""
    return RosterRecord.objects.filter(user=user, kind=RecordKind.USER).order_by("pk")


def _invitations_of(user: User) -> Any:
    """Invitations to this person's own address."""
    return Invitation.objects.filter(email=(user.email or "").lower()) if user.email else Invitation.objects.none()
