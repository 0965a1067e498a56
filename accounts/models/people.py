"""People, where they are, what they are there, and who reads what."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.choices import Role, ScopeKind, StandingState, UserState, Visibility
from accounts.querysets import (
    AudienceQuerySet,
    MembershipQuerySet,
    ScopeQuerySet,
    StandingQuerySet,
    UserManager,
)
from core.addresses import address


class User(AbstractBaseUser, PermissionsMixin):
    """A person. No username; people from elsewhere may have no e-mail; an erased person keeps the row."""

    email = models.EmailField(_("e-mail"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    call_me = models.CharField(_("call me"), max_length=60, blank=True)
    handle = models.SlugField(_("short name"), max_length=40, null=True, blank=True, unique=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    about = models.CharField(_("about me"), max_length=600, blank=True)
    locale = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.COURSE)
    hue = models.PositiveSmallIntegerField(default=1)
    minor = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=UserState, default=UserState.ACTIVE)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.call_me or self.name

    def get_absolute_url(self) -> str:
        """The profile; nothing where there is none to show."""
        return address("accounts:profile", self.handle) if self.handle else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, until somebody ends their other sessions: counting that up makes every older session void."""
        if not self.sessions_ended:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("accounts.User.sessions", value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.short_name


class ExternalIdentity(models.Model):
    """How another system names a person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"


class Placeholder(models.Model):
    """Somebody who wrote in a course that came from elsewhere, and may come and say «this was me».

    The address is kept as a keyed hash: enough to recognise it in the hands of its owner, useless to anybody else.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="placeholder")
    address_key = models.CharField(max_length=64, blank=True)
    came_with = models.CharField(max_length=200, blank=True)
    offered_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="offers")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # Whose address was just verified: what waits under it.
        indexes = [models.Index(fields=["address_key"], condition=~Q(address_key=""), name="placeholder_address")]

    def __str__(self) -> str:
        return f"placeholder {self.user_id}"


class Scope(models.Model):
    """Where: one tree of site, institution, programme, course and group. `path` is "/1/4/9/", with the scope itself.

    A group that was removed is ended: nobody is in it, and what was written in it stays.
    """

    kind = models.CharField(max_length=12, choices=ScopeKind)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, db_index=True, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    settings = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopeQuerySet.as_manager()

    class Meta:
        permissions = [("moderate_scope", "Moderate here"), ("administer_policies", "Administer the policies here")]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the site down to this scope itself."""
        return [int(part) for part in self.path.strip("/").split("/") if part]


class Membership(models.Model):
    """The truth about who is what where. `grades` says who grades the learners of this scope."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    grades = models.BooleanField(default=False)
    title = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope", "role"], name="membership_once")]
        indexes = [
            models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="membership_live_user"),
            models.Index(fields=["scope", "role"], condition=Q(ended_at__isnull=True), name="membership_live_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} in {self.scope_id}"


class Standing(models.Model):
    """A person's standing in a scope and below it; whoever writes, asks here, never moderation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="standings")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="standings")
    state = models.CharField(max_length=12, choices=StandingState)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state} in {self.scope_id}"


class Audience(models.Model):
    """Who reads: roles in scopes, or explicit people. The counts are kept by the membership services."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="audiences")
    key = models.CharField(max_length=80, blank=True)
    students = models.PositiveIntegerField(default=0)
    staff = models.PositiveIntegerField(default=0)
    mentors = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], condition=~Q(key=""), name="audience_key_once")]
        permissions = [("read_audience", "Read as a guest")]

    def __str__(self) -> str:
        return f"audience {self.pk} of {self.scope_id}"


class AudienceRole(models.Model):
    """Everybody who has this role in this scope reads."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="roles")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "scope", "role"], name="audience_role_once")]
        indexes = [models.Index(fields=["scope", "role"], name="audience_role_scope")]

    def __str__(self) -> str:
        return f"{self.role} of {self.scope_id}"


class AudienceMember(models.Model):
    """This person reads, whatever the roles; where `while_in` is set, as long as they are in that scope."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    while_in = models.ForeignKey(Scope, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "user"], name="audience_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in audience {self.audience_id}"


class PersonBlock(models.Model):
    """One person wants nothing from another. Silent and complete; never part of `visible_to`."""

    blocker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks_met")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_another"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"


class ScopeUserPermission(UserObjectPermissionBase):
    """A delegation: moderator of one course, administrator of one scope's policies."""

    content_object = models.ForeignKey(Scope, on_delete=models.CASCADE)


class ScopeGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Scope, on_delete=models.CASCADE)


class AudienceUserPermission(UserObjectPermissionBase):
    """A delegation: guest of one space."""

    content_object = models.ForeignKey(Audience, on_delete=models.CASCADE)


class AudienceGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Audience, on_delete=models.CASCADE)
