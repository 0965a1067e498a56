"""What the words of SearchDocument are kept in, in each engine's own way.

SQLite: a full-text table beside it, filled by triggers (a later migration that rebuilds core_searchdocument must plant
them again; `tests/core/test_search.py` notices). PostgreSQL: a column with an index, which a trigger fills, and, where
the extensions may be made, words without their accents and titles in threes of letters. (A generated column would have
the whole table written anew while everybody waits.) What is there already gets its words in portions, and the indexes are
built beside those who write; broken off, it is begun again.
"""

from collections.abc import Iterator

COLUMNS = "title, body"
PORTION = 2_000
TABLE, WORDS = "core_searchdocument", "core_searchwords"


def _sqlite() -> Iterator[str]:
    yield f"""CREATE VIRTUAL TABLE {WORDS} USING fts5({COLUMNS}, content='{TABLE}', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')"""
    forget = f"INSERT INTO {WORDS}({WORDS}, rowid, {COLUMNS}) VALUES ('delete', OLD.id, OLD.title, OLD.body);"
    learn = f"INSERT INTO {WORDS}(rowid, {COLUMNS}) VALUES (NEW.id, NEW.title, NEW.body);"
    yield f"CREATE TRIGGER {WORDS}_insert AFTER INSERT ON {TABLE} BEGIN {learn} END"
    yield f"CREATE TRIGGER {WORDS}_delete AFTER DELETE ON {TABLE} BEGIN {forget} END"
    yield f"CREATE TRIGGER {WORDS}_update AFTER UPDATE OF {COLUMNS} ON {TABLE} BEGIN {forget} {learn} END"
    yield f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')"


def _postgresql(extensions: set[str]) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {WORDS} ON {TABLE}"
    yield "DROP TEXT SEARCH CONFIGURATION IF EXISTS colloquy"
    yield "DROP TEXT SEARCH DICTIONARY IF EXISTS colloquy_stem"
    yield "CREATE TEXT SEARCH DICTIONARY colloquy_stem (TEMPLATE = snowball, Language = english)"
    yield "CREATE TEXT SEARCH CONFIGURATION colloquy (COPY = simple)"
    kinds = "asciiword, word, hword, asciihword, hword_part, hword_asciipart"
    through = "unaccent, colloquy_stem" if "unaccent" in extensions else "colloquy_stem"
    yield f"ALTER TEXT SEARCH CONFIGURATION colloquy ALTER MAPPING FOR {kinds} WITH {through}"
    yield f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS words tsvector"
    yield f"""CREATE OR REPLACE FUNCTION {WORDS}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.words := {_words_of("NEW.")}; RETURN NEW; END $$"""
    yield f"""CREATE TRIGGER {WORDS} BEFORE INSERT OR UPDATE OF {COLUMNS} ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {WORDS}()"""


def _words_of(row: str = "") -> str:
    title, body = (f"to_tsvector('colloquy', {row}{name})" for name in ("title", "body"))
    return f"setweight({title}, 'A') || setweight({body}, 'B')"


def _fill(cursor) -> None:
    """The words of what is there already, a portion at a time."""
    cursor.execute(f"SELECT min(id), max(id) FROM {TABLE} WHERE words IS NULL")
    first, last = cursor.fetchone()
    for begin in range(first or 0, (last or -1) + 1, PORTION):
        cursor.execute(
            f"UPDATE {TABLE} SET words = {_words_of()} WHERE id >= %s AND id < %s AND words IS NULL",
            [begin, begin + PORTION],
        )


def _indexes(extensions: set[str]) -> Iterator[str]:
    yield "DROP INDEX CONCURRENTLY IF EXISTS search_document_words"
    yield f"CREATE INDEX CONCURRENTLY search_document_words ON {TABLE} USING gin (words)"
    if "pg_trgm" in extensions:
        yield "DROP INDEX CONCURRENTLY IF EXISTS search_document_title"
        yield f"CREATE INDEX CONCURRENTLY search_document_title ON {TABLE} USING gin (title gin_trgm_ops)"


def _extensions(schema_editor) -> set[str]:
    """Those that are there, or that this role may make."""
    from django.db import DatabaseError, transaction

    found = set()
    for name in ("unaccent", "pg_trgm"):
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                with schema_editor.connection.cursor() as cursor:
                    cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
            found.add(name)
        except DatabaseError:
            continue
    return found


def plant(apps, schema_editor) -> None:
    from django.db import transaction

    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with transaction.atomic(using=connection.alias):
                _each(cursor, _sqlite())
            return
        extensions = _extensions(schema_editor)
        with transaction.atomic(using=connection.alias):
            _each(cursor, _postgresql(extensions))
        _fill(cursor)
        _each(cursor, _indexes(extensions))


def _each(cursor, statements: Iterator[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def pull(apps, schema_editor) -> None:
    """Extensions stay: somebody else may use them by now."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {WORDS}_{verb}")
            cursor.execute(f"DROP TABLE IF EXISTS {WORDS}")
        else:
            cursor.execute("DROP INDEX IF EXISTS search_document_title")
            cursor.execute(f"DROP TRIGGER IF EXISTS {WORDS} ON {TABLE}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {WORDS}()")
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS words")
            cursor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS colloquy")
            cursor.execute("DROP TEXT SEARCH DICTIONARY IF EXISTS colloquy_stem")
