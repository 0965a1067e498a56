"""Verbs of a mentoring round, one module for each noun."""

from mentoring.services.asks import decline_ask, hide_ask, lapse_due, restore_ask, send_ask, start_reading, withdraw_ask
from mentoring.services.meetings import keep_note, pick_time, propose_time, propose_times
from mentoring.services.offers import offer_places, pause_offer, resume_offer
from mentoring.services.pairs import accept_ask, end_pair, sign
from mentoring.services.panels import open_panel, reseat, step_down
from mentoring.services.programmes import open_programme, set_up
from mentoring.services.seekers import bring_back, keep_wishes, set_aside, tell_programme

__all__ = [
    "accept_ask",
    "bring_back",
    "decline_ask",
    "end_pair",
    "hide_ask",
    "keep_note",
    "keep_wishes",
    "lapse_due",
    "offer_places",
    "open_panel",
    "open_programme",
    "pause_offer",
    "pick_time",
    "propose_time",
    "propose_times",
    "reseat",
    "restore_ask",
    "resume_offer",
    "send_ask",
    "set_aside",
    "set_up",
    "sign",
    "start_reading",
    "step_down",
    "tell_programme",
    "withdraw_ask",
]
