"""What the mentoring pages show, one dataclass for each template."""

from mentoring.pages.asks import AskPage, AsksPage, NewAskPage
from mentoring.pages.find import FindPage, WishesPage
from mentoring.pages.pairs import PairPage
from mentoring.pages.panels import PanelBlock, SeatsPage
from mentoring.pages.programmes import (
    AgreementPage,
    NoProgrammePage,
    NumbersPage,
    OfferPage,
    ProgrammePage,
    ProgrammesPage,
    SetUpPage,
)

__all__ = [
    "AgreementPage",
    "AskPage",
    "AsksPage",
    "FindPage",
    "NewAskPage",
    "NoProgrammePage",
    "NumbersPage",
    "OfferPage",
    "PairPage",
    "PanelBlock",
    "ProgrammePage",
    "ProgrammesPage",
    "SeatsPage",
    "SetUpPage",
    "WishesPage",
]
