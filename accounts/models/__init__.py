"""People, where they are, what they are there, and who reads what."""

from accounts.models.institutions import Institution, SignIn, SignOn
from accounts.models.people import (
    Audience,
    AudienceGroupPermission,
    AudienceMember,
    AudienceRole,
    AudienceUserPermission,
    ExternalIdentity,
    Membership,
    PersonBlock,
    Placeholder,
    Scope,
    ScopeGroupPermission,
    ScopeUserPermission,
    Standing,
    User,
)

__all__ = [
    "Audience",
    "AudienceGroupPermission",
    "AudienceMember",
    "AudienceRole",
    "AudienceUserPermission",
    "ExternalIdentity",
    "Institution",
    "Membership",
    "PersonBlock",
    "Placeholder",
    "Scope",
    "ScopeGroupPermission",
    "ScopeUserPermission",
    "SignIn",
    "SignOn",
    "Standing",
    "User",
]
