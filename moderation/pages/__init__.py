"""What is shown of reports, cases, letters and appeals, one module for each place."""

from moderation.pages.appeals import AppealCasePage, AppealPage, AppealsPage
from moderation.pages.decided import DecidedPage
from moderation.pages.desk import CasePage, DeskPage
from moderation.pages.letters import LetterPage
from moderation.pages.looks import AskAgainPage, LookPage
from moderation.pages.reports import ReportPage

__all__ = [
    "AppealCasePage",
    "AppealPage",
    "AppealsPage",
    "AskAgainPage",
    "CasePage",
    "DecidedPage",
    "DeskPage",
    "LetterPage",
    "LookPage",
    "ReportPage",
]
