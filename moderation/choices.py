from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Being looked at")
    PROPOSED = "proposed", _("Waits for a second person")
    DECIDED = "decided", _("Decided")
    APPEALED = "appealed", _("Appealed")
    CLOSED = "closed", _("Closed")


OPEN = (CaseState.NEW, CaseState.ASSIGNED, CaseState.PROPOSED)
"""A piece of content has at most one case in one of these states."""


class Desk(TextChoices):
    """Who decides, from near to far. A case moves on when nobody is left who may decide it."""

    STAFF = "staff", _("Course staff first, and another person confirms")
    DESK = "desk", _("The independent moderators")
    LEAD = "lead", _("Programme and institution")
    SITE = "site", _("The site administrators")


class Outcome(TextChoices):
    NO_BREACH = "no_breach", _("No breach")
    ASK_TO_EDIT = "ask_to_edit", _("Ask to edit")
    HIDE = "hide", _("Hide")
    HIDE_AND_TALK = "hide_and_talk", _("Hide and talk")
    PAUSE = "pause", _("Pause posting")
    REFER = "refer", _("Refer to the professional-conduct office")


ONE_PERSON = (Outcome.NO_BREACH, Outcome.ASK_TO_EDIT, Outcome.HIDE)
"""One moderator may decide these alone."""
TWO_PERSON = (Outcome.HIDE_AND_TALK, Outcome.PAUSE, Outcome.REFER)
"""These wait until a second person confirms them."""
HIDING = (Outcome.HIDE, Outcome.HIDE_AND_TALK, Outcome.PAUSE, Outcome.REFER)


RETURNING = (Outcome.ASK_TO_EDIT, Outcome.HIDE, Outcome.HIDE_AND_TALK)
"""What is hidden under one of these may be changed, and is looked at once more when its author asks."""


class LookOutcome(TextChoices):
    SHOWN = "shown", _("Shown again")
    STAYS = "stays", _("It stays hidden")


class DecisionState(TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    IN_FORCE = "in_force", _("In force")
    DROPPED = "dropped", _("Not confirmed")
    CHANGED = "changed", _("Changed on appeal")
    OVERTURNED = "overturned", _("Overturned on appeal")


class Ground(TextChoices):
    CONTEXT = "context", _("Context was missed")
    RULE = "rule", _("The rule does not fit")
    EFFECT = "effect", _("The effect is too heavy")


class AppealState(TextChoices):
    RECEIVED = "received", _("Received")
    READING = "reading", _("Reading")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


class AppealOutcome(TextChoices):
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed")
    OVERTURNED = "overturned", _("Overturned")


class Act(TextChoices):
    """What is written into the audit chain."""

    REPORTED = "reported", _("reported it")
    TAKEN = "taken", _("took the case")
    NAMES_SHOWN = "names_shown", _("looked at the names")
    HANDED_OVER = "handed_over", _("handed the case over")
    HIDDEN_AT_ONCE = "hidden_at_once", _("hid it at once")
    SHOWN_AGAIN = "shown_again", _("showed it again")
    PROPOSED = "proposed", _("proposed a decision")
    DECIDED = "decided", _("decided")
    CONFIRMED = "confirmed", _("confirmed the decision")
    NOT_CONFIRMED = "not_confirmed", _("did not confirm the decision")
    MOVED_ON = "moved_on", _("The case moved on")
    APPEALED = "appealed", _("appealed")
    APPEAL_TAKEN = "appeal_taken", _("began to read the appeal")
    APPEAL_DECIDED = "appeal_decided", _("decided the appeal")
    ASKED_AGAIN = "asked_again", _("asked to have it shown again")
    LOOKED = "looked", _("looked once more")
    CLOSED = "closed", _("The case was closed")
