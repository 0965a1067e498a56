"""How an institution appears and how its people sign on; where one is signed in."""

from django.db import models
from django.utils import timezone

from accounts.choices import Protocol
from accounts.models.people import Scope, User
from accounts.querysets import InstitutionQuerySet, SignOnQuerySet


class Institution(models.Model):
    """How an institution appears: the host name where it is alone, its colour."""

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="institution")
    host = models.CharField(max_length=253, null=True, blank=True, unique=True)
    accent = models.CharField(max_length=7, blank=True)

    objects = InstitutionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.host or f"institution {self.scope_id}"


class SignOn(models.Model):
    """A provider that an institution trusts. `key` stands for the issuer in addresses and linked accounts, so that another
    issuer is always another identity. Of OpenID Connect: `secret` is sealed, or `secret_name` names one the server keeps.
    Of SAML: `address` is where people sign in, `certificates` (base64, one a line) are what its answers are signed with,
    `metadata_url` is where both were read."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="sign_ons")
    protocol = models.CharField(max_length=10, choices=Protocol, default=Protocol.OPENID)
    key = models.CharField(max_length=32, db_index=True)
    label = models.CharField(max_length=60)
    issuer = models.CharField(max_length=255)
    client_id = models.CharField(max_length=191, blank=True)
    secret = models.TextField(blank=True)
    secret_name = models.CharField(max_length=80, blank=True)
    domains = models.CharField(max_length=400, blank=True)
    address = models.CharField(max_length=500, blank=True)
    certificates = models.TextField(blank=True)
    metadata_url = models.CharField(max_length=500, blank=True)
    is_on = models.BooleanField(default=False)

    objects = SignOnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_sign_on_of_each_issuer")]

    def __str__(self) -> str:
        return f"{self.issuer} of {self.scope_id}"


class SignIn(models.Model):
    """One device on which a person is signed in. Where it stands is not kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-last_used_at"], name="sign_in_list")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.device}"
