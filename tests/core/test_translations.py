"""Words are found in every catalogue, and looked for in all of them only once."""

from gettext import NullTranslations

from core.translations import Found


class Catalogue(NullTranslations):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        self.asked.append(message)
        return {"Home": "Start"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{n} Tage"


def test_a_word_is_looked_for_once_and_stays_what_it_is() -> None:
    behind = Catalogue()
    found = Found(behind)
    assert [found.gettext(word) for word in ("Home", "Inbox", "Home", "Inbox")] == ["Start", "Inbox", "Start", "Inbox"]
    assert behind.asked == ["Home", "Inbox"]


def test_numbers_are_asked_each_time() -> None:
    assert [Found(Catalogue()).ngettext("%d day", "%d days", n) for n in (1, 2)] == ["1 Tage", "2 Tage"]
