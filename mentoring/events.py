from core.events import Event


class AskSent(Event):
    ask_id: int


class AskAccepted(Event):
    ask_id: int
    pair_id: int


class AskDeclined(Event):
    ask_id: int


class AskLapsed(Event):
    ask_id: int


class AskWithdrawn(Event):
    ask_id: int


class AgreementSigned(Event):
    pair_id: int
    signer_id: int
    complete: bool


class MeetingPicked(Event):
    meeting_id: int
    picker_id: int


class TimesProposed(Event):
    pair_id: int
    proposer_id: int


class PairEnded(Event):
    pair_id: int
    ender_id: int


class PlacesOffered(Event):
    offer_id: int
    free: int


class PanelSeated(Event):
    panel_id: int
    mentor_ids: list[int]
