"""What the pages between people show. Nothing here is shown to staff."""

from community.people.pages.block import IntroductionsPanel, introductions_of
from community.people.pages.hellos import HellosPage, NewHelloPage
from community.people.pages.people import IntroducePage, PeoplePage

__all__ = ["HellosPage", "IntroducePage", "IntroductionsPanel", "NewHelloPage", "PeoplePage", "introductions_of"]
