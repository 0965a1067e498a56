from core.events import Event


class MembershipGranted(Event):
    user_id: int
    scope_id: int
    role: str


class MembershipEnded(Event):
    user_id: int
    scope_id: int
    role: str


class StandingChanged(Event):
    user_id: int
    scope_id: int


class ProfileChanged(Event):
    user_id: int


class PersonErased(Event):
    user_id: int
