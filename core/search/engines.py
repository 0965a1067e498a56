"""The seam: SQLite's FTS5 and PostgreSQL's text search, asked in the same words."""

from functools import cache
from typing import Any, Protocol

from django.db import connection
from django.db.models import BooleanField, F, FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL

from core.models import SearchDocument
from core.search.asking import Asked, Term

Documents = QuerySet[SearchDocument, Any]
CLOSE = 0.4
"""How alike (0 to 1, pg_trgm's word_similarity) a title has to be to what was typed."""


class Engine(Protocol):
    def narrow(self, documents: Documents, asked: Asked, *, any_word: bool = False) -> Documents:
        """Documents with these words (stemmed, without regard to case), with their `rank`, higher is better."""

    def loosely(self, documents: Documents, asked: Asked) -> Documents:
        """What comes close: beginnings of words and, where the engine can, titles with a mistake in them."""


class Sqlite:
    def narrow(self, documents: Documents, asked: Asked, *, any_word: bool = False) -> Documents:
        wanted = (" OR " if any_word else " AND ").join(_quoted(term) for term in asked.wanted)
        return self._ranked(self._without(documents, asked), wanted)

    def loosely(self, documents: Documents, asked: Asked) -> Documents:
        wanted = " AND ".join(f"{_quoted(term)} *" for term in asked.wanted)
        return self._ranked(self._without(documents, asked), wanted)

    def _ranked(self, documents: Documents, wanted: str) -> Documents:
        if not wanted:
            return documents.annotate(rank=Value(0.0))
        score = RawSQL(
            "(SELECT -bm25(core_searchwords, 4.0, 1.0) FROM core_searchwords"
            " WHERE core_searchwords MATCH %s AND rowid = core_searchdocument.id)",
            [wanted],
            output_field=FloatField(),
        )
        return documents.filter(pk__in=_matches(wanted)).annotate(rank=score)

    def _without(self, documents: Documents, asked: Asked) -> Documents:
        unwanted = " OR ".join(_quoted(term) for term in asked.unwanted)
        return documents.exclude(pk__in=_matches(unwanted)) if unwanted else documents


def _matches(words: str) -> RawSQL:
    return RawSQL("SELECT rowid FROM core_searchwords WHERE core_searchwords MATCH %s", [words])


def _quoted(term: Term) -> str:
    return '"' + term.text.replace('"', " ") + '"'


class Postgresql:
    def narrow(self, documents: Documents, asked: Asked, *, any_word: bool = False) -> Documents:
        documents = self._without(documents, asked)
        if not asked.wanted:
            return documents.annotate(rank=Value(0.0))
        sql = (" || " if any_word else " && ").join("phraseto_tsquery('colloquy', %s)" for _term in asked.wanted)
        return self._ranked(documents, f"({sql})", [term.text for term in asked.wanted])

    def loosely(self, documents: Documents, asked: Asked) -> Documents:
        documents = self._without(documents, asked)
        beginnings = [word for term in asked.wanted for word in _words(term)]
        if not beginnings:
            return documents.none().annotate(rank=Value(0.0))
        if not tolerates_mistakes():
            sql = " && ".join("to_tsquery('colloquy', %s)" for _word in beginnings)
            return self._ranked(documents, f"({sql})", [f"{word}:*" for word in beginnings])
        _set_closeness()
        close = RawSQL("word_similarity(%s, core_searchdocument.title)", [asked.plain], output_field=FloatField())
        near = RawSQL("%s <%% core_searchdocument.title", [asked.plain], output_field=BooleanField())
        return documents.annotate(rank=close).filter(near)

    def _ranked(self, documents: Documents, query: str, words: list[str]) -> Documents:
        there = RawSQL(f"core_searchdocument.words @@ {query}", words, output_field=BooleanField())  # noqa: S611
        score = RawSQL(f"ts_rank(core_searchdocument.words, {query})", words, output_field=FloatField())  # noqa: S611
        return documents.filter(there).annotate(rank=score)

    def _without(self, documents: Documents, asked: Asked) -> Documents:
        for term in asked.unwanted:
            sql = "NOT core_searchdocument.words @@ phraseto_tsquery('colloquy', %s)"
            documents = documents.filter(RawSQL(sql, [term.text], output_field=BooleanField()))  # noqa: S611
        return documents


def _words(term: Term) -> list[str]:
    return ["".join(char for char in word if char.isalnum()) for word in term.text.split() if word.isalnum()]


def _set_closeness() -> None:
    """The operator that the index of titles answers compares with this setting of the session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(CLOSE)])


@cache
def tolerates_mistakes() -> bool:
    """Whether PostgreSQL has pg_trgm; SQLite has nothing like it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def engine() -> Engine:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def matching(documents: Documents, asked: Asked, *, any_word: bool = False) -> Documents:
    """Best first, then newest."""
    return engine().narrow(documents, asked, any_word=any_word).order_by(F("rank").desc(), "-written_at", "-pk")
