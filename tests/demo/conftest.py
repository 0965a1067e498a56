"""The demonstration, loaded once for all its tests and taken away again."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from config.demo.loader.load import load_demo

NOW = dt.datetime.now(tz=dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)
"""Noon today: pages are asked for at the real time, which must not be far from it."""


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            load_demo(lambda _line: None, now=NOW)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
