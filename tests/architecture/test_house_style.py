"""What a reviewer would otherwise have to say again and again."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, Function, functions, layer, modules, named, tracked, tree

HARD_LIMIT = 300
LINES_OF_A_FUNCTION = 40
WITHOUT_TRANSACTION = {
    "community/discussion/services/files.py:upload_file": "bytes are written before the rows, which are one transaction",
    "courses/services/files.py:add_file": "bytes are written before the rows, which are one transaction",
    "courses/services/imports/running.py:expect_import": "bytes are written before the row",
    "courses/services/rosters/running.py:expect_roster": "bytes are written before the row",
    "ethics/services/dry_run.py:dry_run": "reading many texts is outside, the counts are one short transaction",
}
FOR_COMMANDS = {"courses/services/courses.py:open_course": "the opening itself; a command on the server has no actor"}
SETS_DJANGO_UP = {"manage.py", "config/asgi.py", "config/wsgi.py", "config/celery.py", "config/settings_test.py"}


def test_no_module_is_longer_than_300_lines() -> None:
    ours = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    long = {named(path): n for path in ours if (n := path.read_text(encoding="utf-8").count("\n")) > HARD_LIMIT}
    assert long == {}


def test_no_function_needs_a_second_screen() -> None:
    long = [
        f"{named(path)}:{node.name} {node.end_lineno - node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and node.end_lineno and node.end_lineno - node.lineno > LINES_OF_A_FUNCTION
    ]
    assert long == []


def services() -> dict[str, Function]:
    """Every verb that somebody does: it asks whether they may, or tells that they did."""
    return {
        f"{named(path)}:{node.name}": node
        for path in modules(*APPS)
        if layer(path, "services")
        for node in functions(path)
        if "actor" in {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
        and any(word in ast.unparse(node) for word in (".require()", "emit("))
    }


def test_services_take_keywords_only_actor_first() -> None:
    wrong = {name for name, node in services().items() if node.args.args or node.args.kwonlyargs[0].arg != "actor"}
    assert wrong - FOR_COMMANDS.keys() == set()


def test_services_are_one_transaction() -> None:
    loose = {name for name, node in services().items() if not atomic(node)}
    assert loose - WITHOUT_TRANSACTION.keys() == set()
    assert WITHOUT_TRANSACTION.keys() - loose == set(), "a reason is kept for something that needs none any more"


def atomic(node: Function) -> bool:
    """`steady` is one transaction too, begun anew when what it locks was moved meanwhile."""
    said = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    return "atomic" in said or "steady" in said


def test_whoever_locks_a_thread_begins_anew_when_it_was_moved() -> None:
    loose = {
        f"{named(path)}:{node.name}"
        for path in modules("community")
        if layer(path, "services") and path.name != "ledger.py"
        for node in functions(path)
        if any(f"ledger.{lock}(" in ast.unparse(node) for lock in ("lock_thread", "lock_threads", "lock_post"))
        if "steady" not in " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    }
    assert loose == set()


def test_policies_answer_with_a_verdict() -> None:
    wrong = [
        f"{named(path)}:{node.name}"
        for path in modules(*APPS)
        if layer(path, "policies")
        for node in functions(path)
        if node.name.startswith("can_") and (node.returns is None or ast.unparse(node.returns) != "Verdict")
    ]
    assert wrong == []


def test_locks_leave_room_for_foreign_keys() -> None:
    """A row locked FOR UPDATE stops everybody who inserts something that points at it, and two who do both deadlock."""
    hard = [
        f"{named(path)}: {ast.unparse(node)[-60:]}"
        for path in modules(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".select_for_update")
        if "no_key" not in {keyword.arg for keyword in node.keywords}
    ]
    assert hard == []


def test_environment_is_read_in_one_place() -> None:
    readers = {named(path) for path in modules() if reads_environment(path)}
    assert readers <= {"config/env.py", *SETS_DJANGO_UP}


def reads_environment(path: Path) -> bool:
    words = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    return bool(words & {"os.environ", "os.getenv", "os.environb"})


@pytest.mark.parametrize("folder", ["templates", "static", *APPS, "config", "docs", "bin"])
def test_nothing_is_left_to_do(folder: str) -> None:
    """No stub, no note to oneself: what is not there yet is an issue."""
    notes = [
        f"{named(path)}: {word}"
        for path in tracked()
        if named(path).startswith(f"{folder}/") and path.suffix in {".py", ".html", ".js", ".css", ".md", ""}
        for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Yet")
        if word in path.read_text(encoding="utf-8")
    ]
    assert notes == []
