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


class ImportStage(TextChoices):
    """What a running import is at."""

    READING = "reading", _("Reading the file")
    WRITING = "writing", _("Writing the course")
    POSTS = "posts", _("Writing what people said")
    UNDOING = "undoing", _("Taking it out again")
