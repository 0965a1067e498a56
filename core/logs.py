"""Logs as facts, one line each: JSON in production, readable elsewhere; a request's id follows its tasks; nobody's name.

What is logged is a route's name, never its address (an address may hold a token), and ids of rows, never words of people.
"""

import logging
import re
import sys
import traceback
import uuid
from typing import Any

import structlog
from celery.signals import before_task_publish, task_postrun, task_prerun

HEADER = "X-Request-ID"
FRAMES, STORY = 12, 40
_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+\.[A-Za-z]+")


def request_id(given: str | None) -> str:
    """The id that a proxy in front gave, when it is one; a new one otherwise."""
    return given if given and _SAFE_ID.fullmatch(given) else uuid.uuid4().hex


def without_addresses(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """E-mail addresses that a library put into a message are cut out before it is written."""
    for key, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[key] = _ADDRESS.sub("[address]", value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def with_facts(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """What a stdlib logger was given as `extra={"facts": …}` stands beside the event."""
    record = event.get("_record")
    return {**event, **getattr(record, "facts", {})}


def without_words(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Errors as their type and where they arose. Their message may quote what somebody wrote (a database does), Django's
    line names the address that was asked for (which may hold a token), and Celery's repeats the message: all left out.
    """
    record = event.get("_record")
    error = _error_of(event.pop("exc_info", None))
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        event["event"], event["route"] = "request failed", match.view_name if match else ""
    if error is not None:
        event["error"] = _story(error)
        if getattr(record, "name", "") == "celery.app.trace":
            event["event"] = "task failed"
    return event


def _error_of(told: Any) -> BaseException | None:
    if isinstance(told, tuple):
        told = told[1]
    if told is True:
        told = sys.exc_info()[1]
    return told if isinstance(told, BaseException) else None


def _story(error: BaseException) -> list[str]:
    """The innermost places of this error, and of the one that it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    told = [type(error).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
    before = error.__cause__ or error.__context__
    return [*told, *(_story(before) if before is not None and before is not error else [])][:STORY]


def configure(*, json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything, ours and the libraries', through one formatter."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "facts": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    with_facts,
                    without_words,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_addresses,
                    last,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "facts"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "uvicorn.access": {"handlers": [], "propagate": False},
            "colloquy.request": {"level": "INFO" if json else level},
        },
    }


@before_task_publish.connect
def _carry(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """A task knows the request that asked for it."""
    known = structlog.contextvars.get_contextvars().get("request_id")
    if headers is not None and known:
        headers["request_id"] = known


@task_prerun.connect
def _take_up(task: Any = None, task_id: str = "", **kwargs: Any) -> None:
    structlog.contextvars.bind_contextvars(
        request_id=getattr(task.request, "request_id", None) or task_id, task=task.name
    )


@task_postrun.connect
def _lay_down(**kwargs: Any) -> None:
    structlog.contextvars.unbind_contextvars("task")


requests = logging.getLogger("colloquy.request")
