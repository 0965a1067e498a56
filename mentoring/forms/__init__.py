"""The shape of what people type into a mentoring round."""

from mentoring.forms.asks import AcceptForm, AskForm, DeclineForm, MissingForm
from mentoring.forms.offers import OfferForm
from mentoring.forms.pairs import NoteForm, TimeForm
from mentoring.forms.panels import PanelAskForm, PanelConfig, SeatsForm
from mentoring.forms.programmes import ProgrammeForm
from mentoring.forms.wishes import WishesForm

__all__ = [
    "AcceptForm",
    "AskForm",
    "DeclineForm",
    "MissingForm",
    "NoteForm",
    "OfferForm",
    "PanelAskForm",
    "PanelConfig",
    "ProgrammeForm",
    "SeatsForm",
    "TimeForm",
    "WishesForm",
]
