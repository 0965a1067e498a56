"""What the database itself refuses, in the words of each engine.

SQLite drops the triggers of a table that a later migration rebuilds: such a migration must plant them again
(`tests/moderation/test_guards.py` notices).
"""

from collections.abc import Iterator

REFUSED = {
    ("moderation_decision", "DELETE"): "A decision is never deleted.",
    ("moderation_auditentry", "DELETE"): "The audit chain is never shortened.",
    ("moderation_auditentry", "UPDATE"): "The audit chain is never rewritten.",
    ("moderation_evidence", "UPDATE"): "Evidence is never changed.",
}
PAIR = "An appeal names the decider of its decision."


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"


def _sqlite() -> Iterator[str]:
    for (table, verb), words in REFUSED.items():
        yield (
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    for verb in ("INSERT", "UPDATE"):
        yield f"""CREATE TRIGGER moderation_appeal_pair_{verb.lower()} BEFORE {verb} ON moderation_appeal
            WHEN NOT EXISTS (SELECT 1 FROM moderation_decision
                WHERE id = NEW.decision_id AND decider_id = NEW.first_decider_id)
            BEGIN SELECT RAISE(ABORT, '{PAIR}'); END"""
    yield f"""CREATE TRIGGER moderation_decision_keeps_decider BEFORE UPDATE OF decider_id ON moderation_decision
        WHEN NEW.decider_id <> OLD.decider_id
        AND EXISTS (SELECT 1 FROM moderation_appeal WHERE decision_id = OLD.id)
        BEGIN SELECT RAISE(ABORT, '{PAIR}'); END"""


def _postgresql() -> Iterator[str]:
    for (table, verb), words in REFUSED.items():
        name = _name(table, verb)
        yield f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
        yield f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    yield """ALTER TABLE moderation_appeal ADD CONSTRAINT appeal_first_decider
        FOREIGN KEY (decision_id, first_decider_id) REFERENCES moderation_decision (id, decider_id)
        DEFERRABLE INITIALLY DEFERRED"""


def plant(apps: object, schema_editor: object) -> None:
    """Safe to repeat: what is there already is planted anew."""
    pull(apps, schema_editor)
    vendor = schema_editor.connection.vendor  # type: ignore[attr-defined]
    for statement in _sqlite() if vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement.replace("%", "%%"))  # type: ignore[attr-defined]


def pull(apps: object, schema_editor: object) -> None:
    execute = schema_editor.execute  # type: ignore[attr-defined]
    if schema_editor.connection.vendor == "sqlite":  # type: ignore[attr-defined]
        names = [_name(*key) for key in REFUSED]
        names += ["moderation_appeal_pair_insert", "moderation_appeal_pair_update", "moderation_decision_keeps_decider"]
        for name in names:
            execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for table, verb in REFUSED:
        execute(f"DROP TRIGGER IF EXISTS {_name(table, verb)} ON {table}")
        execute(f"DROP FUNCTION IF EXISTS {_name(table, verb)}()")
    execute("ALTER TABLE moderation_appeal DROP CONSTRAINT IF EXISTS appeal_first_decider")
