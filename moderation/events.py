from core.events import Event


class ContentReported(Event):
    case_id: int
    report_id: int


class CaseMovedOn(Event):
    """Nobody was left who may decide, or the time ran out: others are asked now."""

    case_id: int
    desk: str


class DecisionProposed(Event):
    decision_id: int
    case_id: int


class DecisionSent(Event):
    """A decision is in force and its letter is there to be read."""

    decision_id: int
    case_id: int


class AppealReceived(Event):
    appeal_id: int


class AppealDecided(Event):
    appeal_id: int
    outcome: str


class LookAsked(Event):
    """An author changed what was hidden, and asks to have it shown again."""

    look_id: int


class LookAnswered(Event):
    look_id: int
    outcome: str


class HiddenAtOnce(Event):
    """Course staff hid something before anybody decided."""

    case_id: int


class CaseHandedOver(Event):
    case_id: int
    desk: str


class DecisionDropped(Event):
    """A second person did not confirm it."""

    decision_id: int
    case_id: int
    was_in_force: bool
