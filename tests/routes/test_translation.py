"""No page says a word that a translator never saw."""

import pytest
from django.utils.translation import gettext, ngettext

from tests.front.pseudo import speak_pseudo, unmarked, words_of_the_data
from tests.front.stops import Stop, stops
from tests.routes.test_matrix import ROUTES, address, client_of
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bar_counted_once", "rights_read_once")]
WRITTEN_FOR_US = {"core:styles"}


def test_every_translation_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_pseudo(monkeypatch)
    assert gettext("Sign in") == "⟦Sign in⟧"
    assert ngettext("%(n)s day", "%(n)s days", 3) % {"n": 3} == "⟦3 days⟧"


def test_unmarked_words_are_found_and_data_is_not() -> None:
    html = '<p title="A title">⟦Hello <b>Ada</b>⟧ bare <i>Ada</i> AB 12</p><script>var hidden</script>'
    assert unmarked(html, {"ada"}) == ["bare", "title"]


@pytest.fixture(scope="module")
def written(world: World) -> set[str]:
    """Read once: looking at a page writes no word."""
    return words_of_the_data()


@pytest.mark.parametrize("stop", stops(most=3), ids=str)
def test_every_word_of_the_page_is_marked(
    stop: Stop, world: World, written: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(world, stop.who)
    speak_pseudo(monkeypatch)
    answer = client.get(address(world, ROUTES[stop.route]))
    if "html" in answer["Content-Type"] and stop.route not in WRITTEN_FOR_US:
        assert unmarked(answer.content.decode(), written) == []
