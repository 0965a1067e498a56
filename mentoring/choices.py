from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SPACE_KIND, PANEL_KIND = "mentoring.pair", "mentoring.panel"
ASK_GATE = "mentoring.ask"
ASK_LIMIT = 600
AGREEMENT_LIMIT = 6000
OWN_WORDS = 280
OWN_LINE = 200
MOST_PLACES = 12
PANEL_SEATS = 4
TOPICS = 40
TOPIC_WISHES = 3
PROPOSALS = 3
SMALL_CELL = 5
RESERVED = frozenset({"pairs", "panels", "new", "for", "asks", "help"})
"""Words of our own addresses that no programme may be called."""


class Mode(TextChoices):
    """How a mentor meets people."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")
    WRITING = "writing", _("In writing")


class AskState(TextChoices):
    SENT = "sent", _("Sent")
    READING = "reading", _("Being read")
    ACCEPTED = "accepted", _("Accepted")
    NOT_THIS_TIME = "not_this_time", _("Not this time")
    LAPSED = "lapsed", _("No answer in time")
    WITHDRAWN = "withdrawn", _("Taken back")


OPEN = (AskState.SENT, AskState.READING)


class PairState(TextChoices):
    AGREED = "agreed", _("Waiting for both to sign")
    MEETING = "meeting", _("Meeting")
    ENDED = "ended", _("Ended")


RUNNING = (PairState.AGREED, PairState.MEETING)


class Reason(TextChoices):
    """Why a mentor says «not this time»: what the student reads, word for word, and the mentor sees it first."""

    TIME = "time", _("Your plan deserves more time than I have in this round.")
    OTHER = "other", _("What you are looking for is something that another mentor here knows better than I do.")
    ENOUGH = "enough", _("I have taken on as many people as I can do justice to.")
    NEAR = "near", _("We are likely to work together on a ward or in a class, and a mentor should stand further away.")
    AWAY = "away", _("I will be away for part of this round.")
