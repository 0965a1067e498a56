"""Who administers an organisation, as a roster says it: proposed, given by somebody who may, ended with the roster."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policies as places
from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope, User
from accounts.rights import Rights, rights_of
from accounts.services import Seat, appoint
from core.policy import hidden
from courses.choices import RecordKind
from courses.importers.rosters.oneroster import ADMINISTRATORS, Row
from courses.models import RosterRecord
from courses.services.rosters.book import Book
from courses.services.rosters.seats import NOTED, note_given, seat_due

HELD_AS = {ScopeKind.INSTITUTION: Role.INSTITUTION_ADMIN, ScopeKind.PROGRAMME: Role.PROGRAMME_LEAD}
"""What the administrator of an organisation is in the place that the organisation became."""


@dataclass
class Duties:
    """The table of roles, or what version 1.1 says of it beside each person; only administrators have a duty here."""

    book: Book

    def take(self) -> None:
        rows = self.book.files.rows.get("roles")
        if rows is None:
            return
        said = [row for row in rows if row["role"].casefold() in ADMINISTRATORS]
        named = {row.id for row in said}
        for sourced_id, record in self.book.records[RecordKind.ROLE].items():
            if sourced_id not in named and self._speaks_of(record, rows):
                self.book.end(RecordKind.ROLE, record)
        self.book.files.rows["roles"] = said
        self.book.take(RecordKind.ROLE, self._fill)

    def _speaks_of(self, record: RosterRecord, rows: list[Row]) -> bool:
        """This file says what the line or the person is, and it is no administrator any more."""
        if any(row.id == record.sourced_id for row in rows):
            return True
        beside = self.book.files.names["roles"] == "users.csv"
        person = record.person.sourced_id if record.person else ""
        return beside and any(row.id == person for row in self.book.files.rows["users"])

    def _fill(self, record: RosterRecord, row: Row) -> str:
        person = self.book.named(RecordKind.USER, row["usersourcedid"])
        of_org = self.book.named(RecordKind.ORG, row["orgsourcedid"])
        if person is None:
            return _("There is no person %(id)s in this roster.") % {"id": row["usersourcedid"][:60]}
        if of_org is None or of_org.place is None:
            return _("There is no organisation %(id)s in this roster.") % {"id": row["orgsourcedid"][:60]}
        record.person, record.of_class, record.declined_at = person, of_org, None
        record.role = HELD_AS[ScopeKind(of_org.place.kind)]
        record.begins_on, record.ends_on = row.day("begindate"), row.day("enddate")
        return ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody whom a roster names as the administrator of a place."""

    record: RosterRecord
    seat: Seat
    person: User
    place: Scope

    @classmethod
    def of(cls, record: RosterRecord) -> "Proposal | None":
        seat, person, of_org = seat_due(record), record.person, record.of_class
        if seat is None or person is None or of_org is None or person.user is None or of_org.place is None:
            return None
        return cls(record, seat, person.user, of_org.place)


def proposed(rights: Rights) -> list[Proposal]:
    """The duties that rosters propose and this person may give, as far as nobody has answered or given them."""
    rows = RosterRecord.objects.proposed().select_related("person__user", "of_class__place").order_by("pk")
    found = [each for each in map(Proposal.of, rows) if each is not None]
    mine = [each for each in found if places.can_appoint(rights, each.place, each.seat.role)]
    people, scopes = {each.seat.user_id for each in mine}, {each.seat.scope_id for each in mine}
    live = Membership.objects.live().filter(user__in=people, scope__in=scopes)
    held = set(live.values_list("user_id", "scope_id", "role"))
    return [each for each in mine if each.seat not in held]


@transaction.atomic
def answer_duty(*, actor: User, record: RosterRecord, agreed: bool) -> None:
    """Give the duty that a roster proposes, or leave it; only who may give it by hand may say so, and once."""
    mine = RosterRecord.objects.proposed().select_for_update(of=("self",), no_key=True)
    found = mine.select_related("person__user", "of_class__place").filter(pk=record.pk).first()
    proposal = Proposal.of(found) if found else None
    if found is None or proposal is None:
        hidden().require()
        return
    places.can_appoint(rights_of(actor), proposal.place, proposal.seat.role).require()
    if agreed:
        appoint(actor=actor, person=proposal.person, scope=proposal.place, role=Role(proposal.seat.role))
        note_given(found, proposal.seat)
    else:
        found.declined_at = timezone.now()
    found.save(update_fields=[*NOTED, "declined_at"])
