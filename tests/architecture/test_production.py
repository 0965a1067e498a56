"""Production as code, as far as it can be seen without a container engine: every name in it leads to something."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.architecture.sources import ROOT, tracked
from tests.harness.compose import COMPOSE, WORD, command, compose, example

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = {name: service for name, service in SERVICES.items() if str(service.get("image", "")).startswith("colloquy")}
RUNS = {name: command(service, example()) for name, service in OURS.items()}
DOCKERFILE = [
    line.split(None, 1)
    for line in (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
FOREIGN = {"PROMETHEUS_MULTIPROC_DIR", "COLLOQUY_DATA"}


def said(word: str) -> list[str]:
    """What the Dockerfile says after a word, each time."""
    return [rest for found, rest in DOCKERFILE if found == word]


def test_the_parts_are_all_there() -> None:
    assert set(OURS) == {"prepare", "web", "live", "worker", "worker-mail", "worker-slow", "beat"}
    assert set(SERVICES) - set(OURS) == {"proxy", "database", "broker", "cache", "mail"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_change_nothing_but_data(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["data:/data"]
    assert "/tmp" in service["tmpfs"]


def test_image_runs_as_nobody_in_particular() -> None:
    assert said("USER") == ["10001"]
    assert "--uid 10001" in said("RUN")[0]


def test_every_long_running_part_says_how_it_is() -> None:
    asks = {name: service["healthcheck"]["test"][1:] for name, service in SERVICES.items() if "healthcheck" in service}
    assert set(SERVICES) - set(asks) == {"prepare", "proxy", "mail"}
    assert {tuple(asks[name][:2]) for name in OURS if name in asks} == {("python", "bin/health")}
    assert [asks[name][2] for name in ("web", "live", "beat")] == ["8000", "8001", "/tmp/alive"]


@pytest.mark.parametrize("name", OURS)
def test_command_names_programs_and_modules_that_exist(name: str) -> None:
    words = RUNS[name]
    locked = (ROOT / "requirements.txt").read_text("utf-8")
    assert words[0] in {"sh", "python"} or re.search(rf"^{words[0]}==", locked, re.MULTILINE)
    for word in words:
        if found := re.fullmatch(r"(?:python:)?(config\.[a-z]+)(?::(\w+))?", word):
            module = importlib.import_module(found[1])
            assert found[2] is None or hasattr(module, found[2])


def test_first_step_is_of_commands_that_exist() -> None:
    steps = [step.split()[:3] for step in RUNS["prepare"][-1].split("&&")]
    assert steps == [["python", "manage.py", "migrate"], ["python", "manage.py", "collectstatic"]]


def test_somebody_listens_to_every_queue() -> None:
    listening = {words[words.index("--queues") + 1] for words in RUNS.values() if "--queues" in words}
    assert listening == {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} <= listening


def test_every_word_of_the_environment_is_read_by_somebody() -> None:
    readers = "".join(path.read_text("utf-8") for path in (ROOT / "config").glob("*.py"))
    passed = {name.removesuffix("_FILE") for service in OURS.values() for name in service["environment"]}
    words = {found["name"] for found in WORD.finditer(COMPOSE.read_text("utf-8"))}
    assert {name for name in passed | set(example()) - words if f'"{name}"' not in readers} - FOREIGN == set()


def test_every_word_to_be_filled_in_is_in_the_example_or_has_a_value() -> None:
    needed = {found["name"] for found in WORD.finditer(COMPOSE.read_text("utf-8")) if found["how"] != ":-"}
    assert needed <= set(example())


def test_secrets_are_files_and_nowhere_else() -> None:
    named = {secret: place["file"] for secret, place in compose()["secrets"].items()}
    assert named == {name: f"./secrets/{name}" for name in ("secret_key", "database_password", "smtp_password")}
    assert [name for name in example() if re.search("SECRET|PASSWORD|KEY", name)] == []
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {"/secrets/", ".env"} <= set(ignored)
    assert {"secrets", ".env"} <= set((ROOT / ".dockerignore").read_text("utf-8").split())


def test_broker_forgets_nothing_and_cache_is_another() -> None:
    assert "--appendonly yes" in SERVICES["broker"]["command"]
    assert "noeviction" in SERVICES["broker"]["command"]
    assert "allkeys-lru" in SERVICES["cache"]["command"]
    environment = OURS["web"]["environment"]
    assert (environment["REDIS_URL"], environment["CACHE_URL"]) == ("redis://broker:6379/0", "redis://cache:6379/0")


def test_volumes_are_declared_or_lie_here() -> None:
    sources = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    assert [each for each in sources if each.startswith("./") and not (ROOT / each).exists()] == []
    assert {each for each in sources if not each.startswith("./")} == set(compose()["volumes"])


def test_proxy_leads_to_ports_that_are_served() -> None:
    told = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    assert "dynamic a web 8000" in told
    assert "reverse_proxy live:8001" in told
    assert said("EXPOSE") == ["8000 8001"]
    assert {"--port", "8001"} <= set(RUNS["live"])


def test_what_is_copied_into_the_image_is_there() -> None:
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    for words in said("COPY"):
        source = words.split()[0]
        assert (ROOT / source).exists()
        assert source not in left_out
    needed = {path.relative_to(ROOT).parts[0] for path in tracked() if "migrations" in path.parts} | {"bin", "deploy"}
    assert needed & set(left_out) == set()


def test_image_begins_with_a_program_that_exists() -> None:
    words = json.loads(said("CMD")[0])
    assert words[:2] == ["gunicorn", "config.wsgi:application"]
    assert words[-1] == "python:config.gunicorn"
    assert Path(ROOT / "config/gunicorn.py").is_file()
