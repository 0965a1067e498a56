"""A round of mentoring: its programme, offers and wishes, asks, pairs, panels."""

from mentoring.models.asks import Ask
from mentoring.models.pairs import Meeting, Pair, Signature
from mentoring.models.panels import Panel, PanelSeat
from mentoring.models.programmes import Offer, Programme
from mentoring.models.seekers import Seeker, SetAside, Wish

__all__ = [
    "Ask",
    "Meeting",
    "Offer",
    "Pair",
    "Panel",
    "PanelSeat",
    "Programme",
    "Seeker",
    "SetAside",
    "Signature",
    "Wish",
]
