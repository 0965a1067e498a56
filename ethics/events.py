from core.events import Event


class RulesAccepted(Event):
    user_id: int
    version_id: int


class ReviewRequested(Event):
    version_id: int
    author_id: int


class VersionSentBack(Event):
    version_id: int
    reader_id: int


class VersionApproved(Event):
    version_id: int
    reader_id: int


class VersionScheduled(Event):
    version_id: int


class VersionCameIntoForce(Event):
    version_id: int
