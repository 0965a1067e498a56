"""Whatever is typed into search: an answer, on both engines, and never a row of somebody else's."""

from typing import TYPE_CHECKING

from core import search
from core.models import SearchDocument
from core.search import Asked, engine, excerpt, marked, matching
from tests.community.test_pages import signed_in
from tests.factories.community import space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

ODD = (
    *('"', '""', '"clot', "'", "''clot''", "-", "--", "-clot", '-"clot', "- clot", "clot -", "*", "clot*", "**", "^clot", "clot^2"),
    *("%", "%%", "_", "c_ot", "%clot%", "\\", "\\%", "clot\\", "clot' OR '1'='1", "';--", "%s", "%(x)s", "{0}", "\x00clot", "a\0b"),
    *("NEAR(clot film)", "NEAR(clot", "clot NEAR/2 film", "title:clot", "body : clot", "{title body}: clot", "rowid:1", "clot AND", "OR"),
    *("NOT", "NOT clot", "AND OR NOT", "clot AND NOT film", "(clot", "clot)", "()", "((", "clot + film", "+clot", ":", "::", "clot:*"),
    *("clot & film", "clot | film", "!clot", "!!", "clot <-> film", "<->", "clot <1000000> film", "& |", "clot:A", "clot:*A", "'clot':*"),
    *("author:", "author:-", 'author:"', "author:%", 'author:"%" clot', "label:", "label:_ clot", "unit:' clot", "unit:*", "author:author:x"),
    *("\u202eclot\u202c", "\u05e9\u05dc\u05d5\u05dd clot", "\u0645\u0631\u062d\u0628\u0627", "\u0300\u0301", "\u200bclot", "\U0001f600", "\ufb01lm", "\uff23\uff2c\uff2f\uff34", "İ", "ß"),
    *("clot " * 2_000, "x" * 10_000, '"' * 10_000, "-" * 10_000, "a-" * 5_000, "author:x " * 1_000, "(" * 5_000, "clot:" * 2_000),
)  # fmt: skip


def test_every_odd_query_is_asked_and_its_finds_are_marked(cast: "Cast") -> None:
    thread_by(cast.cleo, space_in(cast), source="Does a clear film rule out a clot?")
    search.rebuild()
    every = SearchDocument.objects.all()
    for typed in ODD:
        asked = Asked.read(typed)
        exact = list(matching(every, asked)) if asked.says_something else []
        near = list(engine().loosely(every, asked).order_by("-rank")[:5]) if asked.wanted else []
        for found in [*exact, *near]:
            assert "<script" not in f"{marked(found.title, asked)}{excerpt(found.body, asked)}"


def test_no_odd_query_shows_a_stranger_anything(cast: "Cast") -> None:
    thread_by(cast.cleo, space_in(cast), source="Thrombosis behind the heart.")
    search.rebuild()
    client = signed_in(cast.eve)
    for typed in (*ODD[::4], "+clot", "thrombosis", "throm*", "thrombosis OR a", "tromboses"):
        answer = client.get("/search/", {"q": typed})
        assert answer.status_code == (404 if "\0" in typed else 200), typed[:40]
        assert "behind the heart" not in answer.content.decode(), typed[:40]


def test_similar_questions_take_any_title(cast: "Cast") -> None:
    space = space_in(cast)
    thread_by(cast.fay, space, source="Thrombosis behind the heart.")
    search.rebuild()
    path = f"/threads/similar/{space.pk}/"
    member, stranger = signed_in(cast.cleo), signed_in(cast.eve)
    for typed in ODD[1::5]:
        assert member.get(path, {"title": typed}).status_code == (404 if "\0" in typed else 200), typed[:40]
    assert stranger.get(path, {"title": "thrombosis"}).status_code == 404
