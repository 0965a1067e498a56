"""How words are asked for, found and marked; the same on both engines."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import SearchDocument
from core.search import Asked, engine, excerpt, marked, matching
from core.search.engines import tolerates_mistakes


def documents(*pairs: tuple[str, str]) -> None:
    for n, (title, body) in enumerate(pairs, start=1):
        at = timezone.now() - timedelta(days=n)
        SearchDocument.objects.create(kind="x", object_id=n, audience_id=1, title=title, body=body, written_at=at)


def found(typed: str) -> list[int]:
    return [each.object_id for each in matching(SearchDocument.objects.all(), Asked.read(typed))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("film", [1, 2]),
        ("FILMS", [1, 2]),
        ("clear film", [1, 2]),
        ('"clear film"', [1]),
        ("film -doubt", [1]),
        ('film -"clear film"', [2]),
        ("resume", [3]),
        ("résumé", [3]),
        ("the", [1, 2]),
        ("x-ray", [4]),
        ("nothing", []),
        ("'; DROP TABLE core_searchdocument; --", []),
        ('" OR *', []),
        ("-film", [3, 4]),
    ],
)
def test_words_phrases_and_exclusion(typed: str, ids: list[int]) -> None:
    documents(
        ("A clear film", "The clear film rules it out."),
        ("The film", "Is it clear? In doubt another film."),
        ("Resumé", "Mine."),
        ("", "An X-ray."),
    )
    assert sorted(found(typed)) == ids


@pytest.mark.django_db
def test_title_counts_for_more_than_body() -> None:
    documents(("Breathing", "Something about a clot and a clot."), ("Clot", "Something about breathing."))
    assert found("clot") == [2, 1]


@pytest.mark.django_db
def test_index_follows_its_documents() -> None:
    """Also a guard: on SQLite a migration that rebuilds the table loses the triggers."""
    documents(("Otter", ""))
    SearchDocument.objects.update(title="Heron")
    assert (found("otter"), found("heron")) == ([], [1])
    SearchDocument.objects.all().delete()
    assert found("heron") == []


@pytest.mark.django_db
def test_mistakes_in_titles_are_tolerated_where_the_database_can() -> None:
    documents(("Tomas Lindqvist", ""), ("Gwen Ferris", ""))
    near = [each.object_id for each in engine().loosely(SearchDocument.objects.all(), Asked.read("Lindqvst"))]
    assert near == ([1] if tolerates_mistakes() else [])
    assert [e.object_id for e in engine().loosely(SearchDocument.objects.all(), Asked.read("Lindq"))] == [1]


def test_filters_are_read_and_too_much_is_left_out() -> None:
    asked = Asked.read('Author:"Fay Okoro" unit:breath clear "no film" -x http://a.b \x00 !!')
    assert asked.filters == {"author": ["Fay Okoro"], "unit": ["breath"]}
    assert [(term.text, term.phrase, term.excluded) for term in asked.terms] == [
        ("clear", False, False),
        ("no film", True, False),
        ("x", False, True),
        ("http://a.b", False, False),
    ]
    assert len(Asked.read("a " * 500).terms) == 12


def test_marks_are_put_into_escaped_text() -> None:
    asked = Asked.read("film <b> resume")
    assert marked("Films & <b>résumé</b>", asked) == (
        "<mark>Films</mark> &amp; &lt;<mark>b</mark>&gt;<mark>résumé</mark>&lt;/<mark>b</mark>&gt;"
    )
    assert marked("filmography <script>", Asked.read("film")) == "filmography &lt;script&gt;"


def test_excerpt_shows_the_words_with_what_stands_around_them() -> None:
    text = f"{'before ' * 40}film {'after ' * 60}"
    shown = excerpt(text, Asked.read("film"))
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "<mark>film</mark>" in shown
    assert len(shown) < 260


@pytest.mark.django_db
def test_rebuilding_forgets_what_is_no_longer_there() -> None:
    documents(("Otter", ""))
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert "community.post: 0" in said.getvalue()
    assert not SearchDocument.objects.exists()
