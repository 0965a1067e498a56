from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartKind(TextChoices):
    TEXT = "text", _("Text")
    PLACEMENT = "placement", _("Block")


class TextFormat(TextChoices):
    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class PlacementState(TextChoices):
    DRAFT = "draft", _("Draft")
    PLACED = "placed", _("Open")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    RETIRED = "retired", _("Retired")


class UnitState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ImportState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Reading")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class CopyState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being copied")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")


class RosterKind(TextChoices):
    PEOPLE = "people", _("A list of people")
    ONEROSTER = "oneroster", _("A roster")


class RosterState(TextChoices):
    """Read first, then written by somebody who has looked at it."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading")
    READ = "read", _("Read, not carried out yet")
    CONFIRMED = "confirmed", _("Waiting to be carried out")
    WRITING = "writing", _("Carrying it out")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")


class RecordKind(TextChoices):
    """What a roster speaks of."""

    ORG = "org", _("Organisation")
    SESSION = "session", _("Academic session")
    COURSE = "course", _("Course")
    CLASS = "class", _("Class")
    USER = "user", _("Person")
    ENROLMENT = "enrolment", _("Enrolment")
    ROLE = "role", _("Duty")


class ImportStage(TextChoices):
    """What a running import is at."""

    READING = "reading", _("Reading the file")
    WRITING = "writing", _("Writing the course")
    POSTS = "posts", _("Writing what people said")
    UNDOING = "undoing", _("Taking it out again")
