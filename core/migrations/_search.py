"""What the words of SearchDocument are kept in, in each engine's own way.

SQLite: a full-text table beside it, filled by triggers (a later migration that rebuilds core_searchdocument must plant
them again; `tests/core/test_search.py` notices). PostgreSQL: a generated column with an index, and, where the
extensions may be made, words without their accents and titles in threes of letters.
"""

from collections.abc import Iterator

COLUMNS = "title, body"
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
    yield "CREATE TEXT SEARCH DICTIONARY colloquy_stem (TEMPLATE = snowball, Language = english)"
    yield "CREATE TEXT SEARCH CONFIGURATION colloquy (COPY = simple)"
    kinds = "asciiword, word, hword, asciihword, hword_part, hword_asciipart"
    through = "unaccent, colloquy_stem" if "unaccent" in extensions else "colloquy_stem"
    yield f"ALTER TEXT SEARCH CONFIGURATION colloquy ALTER MAPPING FOR {kinds} WITH {through}"
    yield f"""ALTER TABLE {TABLE} ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('colloquy', title), 'A') || setweight(to_tsvector('colloquy', body), 'B')) STORED"""
    yield f"CREATE INDEX search_document_words ON {TABLE} USING gin (words)"
    if "pg_trgm" in extensions:
        yield f"CREATE INDEX search_document_title ON {TABLE} USING gin (title gin_trgm_ops)"


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
    if schema_editor.connection.vendor == "sqlite":
        statements = list(_sqlite())
    else:
        statements = list(_postgresql(_extensions(schema_editor)))
    with schema_editor.connection.cursor() as cursor:
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
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS words")
            cursor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS colloquy")
            cursor.execute("DROP TEXT SEARCH DICTIONARY IF EXISTS colloquy_stem")
