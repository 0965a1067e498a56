from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Who is what in a scope. On the page: the label; in code: the field's own terms."""

    LEARNER = "learner", _("Student")
    ASSISTANT = "assistant", _("Assistant")
    EDUCATOR = "educator", _("Educator")
    MENTOR = "mentor", _("Mentor")
    MODERATOR = "moderator", _("Moderator")
    POLICY_ADMIN = "policy_admin", _("Policy administrator")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    INSTITUTION_ADMIN = "institution_admin", _("Institution administrator")
    SITE_ADMIN = "site_admin", _("Site administrator")


FLOWING = frozenset([Role.MODERATOR, Role.POLICY_ADMIN, Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN])
"""Roles that hold in every scope below the one they were given in."""

GUARDED = frozenset([Role.MODERATOR, Role.POLICY_ADMIN, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN])
"""Roles that sleep in a session that has not shown a second factor."""

STAFF = frozenset([Role.EDUCATOR, Role.ASSISTANT])
GRADING_BY_DEFAULT = frozenset([Role.EDUCATOR])
COURSE_ROLES = frozenset([Role.LEARNER, Role.ASSISTANT, Role.EDUCATOR, Role.MENTOR])


class ScopeKind(TextChoices):
    SITE = "site", _("Site")
    INSTITUTION = "institution", _("Institution")
    PROGRAMME = "programme", _("Programme")
    COURSE = "course", _("Course")
    GROUP = "group", _("Group")


class UserState(TextChoices):
    PLACEHOLDER = "placeholder", _("Not claimed yet")
    ACTIVE = "active", _("Active")
    ERASED = "erased", _("Erased")


class StandingState(TextChoices):
    PAUSED = "paused", _("Posting paused")
    EXCLUDED = "excluded", _("Excluded")


class Visibility(TextChoices):
    """Who may see a profile."""

    COURSE = "course", _("People in my courses")
    CONNECTIONS = "connections", _("My connections and the staff of my courses")
    NOBODY = "nobody", _("Only my name, nothing else")


class Sight(TextChoices):
    """What somebody is to the person whose profile they open."""

    SELF = "self", _("yourself")
    STAFF = "staff", _("staff of a course you share")
    CONNECTION = "connection", _("a connection of yours")
    CLASSMATE = "classmate", _("somebody in a course you share")
    STRANGER = "stranger", _("anybody else")


class Depth(TextChoices):
    """How much of a profile is shown."""

    FULL = "full"
    NAME = "name"
    NOTHING = "nothing"


class Protocol(TextChoices):
    """How an institution's provider speaks."""

    OPENID = "openid", _("OpenID Connect")
    SAML = "saml", _("SAML")
