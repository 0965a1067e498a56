from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How a notice comes by mail; the inbox always has it."""

    NOW = "now", _("Now")
    DIGEST = "digest", _("In the digest")
    NEVER = "never", _("Never")


class Category(TextChoices):
    """The tabs of the inbox."""

    FOR_ME = "for-me", _("For me")
    MENTORING = "mentoring", _("Mentoring")
    DECISIONS = "decisions", _("Decisions")


class Every(TextChoices):
    """How often the digest comes; empty means: daily for those who teach, weekly for everybody else."""

    USUAL = "", _("As usual for what I do")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    NEVER = "never", _("Never")


DIGEST = "digest"
"""The kind of a mail that tells several notices of a week."""
TEST = "test"
"""The kind of a mail that only shows that mail arrives."""
