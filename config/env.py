"""The only place that reads the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "development", "test")


def text(name: str, default: str = "") -> str:
    """NAME, or the content of the file that NAME_FILE points at (for secrets), or the default."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from None


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in known:
        message = f"{name} must be one of {', '.join(known)}, not {value!r}."
        raise ImproperlyConfigured(message)
    return value


def scanner() -> str:
    value = text("COLLOQUY_SCANNER")
    if value and not value.startswith(("clamd://", "command:")):
        message = f"COLLOQUY_SCANNER must begin with clamd:// or command:, not {value!r}."
        raise ImproperlyConfigured(message)
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def named(prefix: str) -> dict[str, str]:
    """Every secret whose name begins so, by the rest of its name: from the environment, or from NAME_FILE."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith(prefix)}
    return {name.removeprefix(prefix).lower(): text(name) for name in sorted(names)}


def required(name: str) -> str:
    if value := text(name):
        return value
    message = f"{name} is not set, and this installation does not start without it."
    raise ImproperlyConfigured(message)


def mode() -> str:
    """How this process runs; nothing but an explicit word leaves production."""
    value = text("COLLOQUY_MODE", "production")
    if value not in MODES:
        message = f"COLLOQUY_MODE must be one of {', '.join(MODES)}, not {value!r}."
        raise ImproperlyConfigured(message)
    return value


def second_factor(running: str) -> bool:
    """Whether duties wait for a second factor. Only the demo, development and tests may do without; production never."""
    if running == "production" and not flag("COLLOQUY_SECOND_FACTOR", default=True):
        message = (
            "COLLOQUY_SECOND_FACTOR=off is for the demo and for development: in production, whoever administers or "
            "moderates needs a second factor. Take the line out."
        )
        raise ImproperlyConfigured(message)
    return flag("COLLOQUY_SECOND_FACTOR", default=running == "production")


def mail_backend() -> str:
    """A service (COLLOQUY_MAIL_SERVICE, as django-anymail calls it), a server (COLLOQUY_SMTP_HOST), or a folder."""
    service = text("COLLOQUY_MAIL_SERVICE").lower()
    if service and not service.replace("_", "").isalnum():
        message = f"COLLOQUY_MAIL_SERVICE must be a name like postmark or mailgun, not {service!r}."
        raise ImproperlyConfigured(message)
    if service:
        return f"anymail.backends.{service}.EmailBackend"
    return "core.mailserver.Backend" if text("COLLOQUY_SMTP_HOST") else "core.mailbox.FolderBackend"


def beginning(prefix: str) -> dict[str, str]:
    """Every setting whose name begins so, under the rest of its name; from a file where NAME_FILE says so."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith(prefix)}
    return {name.removeprefix(prefix): text(name) for name in sorted(names)}


def refuse_an_open_demo(running: str) -> None:
    """In the demo anybody may be anybody: it does not start where real mail goes out or where a public address serves it."""
    public = text("COLLOQUY_BASE_URL").startswith("https://") or flag("COLLOQUY_HTTPS")
    mails = text("COLLOQUY_SMTP_HOST", "localhost") not in {"localhost", "127.0.0.1", "::1"}
    mails = mails or bool(text("COLLOQUY_MAIL_SERVICE"))
    if running == "demo" and (public or mails):
        message = (
            "COLLOQUY_MODE=demo lets anybody sign in as anybody, so it does not start with an https address or a mail "
            "server (COLLOQUY_BASE_URL, COLLOQUY_HTTPS, COLLOQUY_SMTP_HOST). Use production."
        )
        raise ImproperlyConfigured(message)


def database(url: str) -> dict[str, Any]:
    """A Django database setting from postgres://user:password@host:port/name or sqlite:///path.

    An address without a password takes DATABASE_PASSWORD (or what DATABASE_PASSWORD_FILE holds).
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(url.removeprefix("sqlite:///")))
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must begin with postgres:// or sqlite:///."
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or text("DATABASE_PASSWORD"),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sqlite(path: str) -> dict[str, Any]:
    """SQLite as a server's database: write-ahead log, immediate transactions, waiting writers."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;",
        },
    }


def planned_for_us(database: dict[str, Any]) -> None:
    """PostgreSQL compiles what it takes for a long query: a tenth of a second before each telling of many people, to save
    less. What is kept prepared (core/kept) is planned once for everybody. A pool that refuses options of a connection
    (COLLOQUY_POOLED) has the first set at the server, and does without the second."""
    if not database["ENGINE"].endswith("postgresql"):
        return
    options = database.setdefault("OPTIONS", {})
    ours = "-c jit=off -c plan_cache_mode=force_generic_plan"
    options["options"] = f"{options.get('options', '')} {ours}".strip()
