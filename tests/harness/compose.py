"""docker-compose.yml as this house reads it: parsed, with its words filled in."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / "deploy/example.env"
WORD = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<how>:[-?])(?P<rest>(?:[^{}]|\$\{[A-Z_]+\})*))?\}")


def compose() -> dict[str, Any]:
    """The file as it stands, words not yet filled in."""
    return dict(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")))


def example() -> dict[str, str]:
    """What deploy/example.env sets."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line.strip() and not line.startswith("#"))


def filled(text: str, words: dict[str, str]) -> str:
    """`${NAME}`, `${NAME:-otherwise}` and `${NAME:?needed}`, as Compose replaces them; a needed one that lacks is an error."""

    def replace(found: re.Match[str]) -> str:
        value = words.get(found["name"], "")
        if value or found["how"] is None:
            return value
        if found["how"] == ":?":
            message = f"{found['name']} is needed: {found['rest']}"
            raise LookupError(message)
        return filled(found["rest"], words)

    return WORD.sub(replace, text)


def command(service: dict[str, Any], words: dict[str, str]) -> list[str]:
    return shlex.split(filled(str(service["command"]), words))
