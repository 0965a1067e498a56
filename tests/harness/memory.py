"""Less work with memory: what the collection of the tests has made stays until the end anyway, and the stack has room."""

import gc
from typing import Any

import pytest
from _pytest import runner

gc.disable()
_plain = runner.runtestprotocol
SLOTS = 70_000
"""CPython gives a stack out in pieces of 16 KB and gives each back to the system as soon as it is empty, thousands of
times in a page of nested templates. A frame that asks for so many slots of 8 bytes gets a piece of 1 MB, and all that is
called from there finds room in it."""


def _with_room(item: pytest.Item, *, log: bool = True, nextitem: pytest.Item | None = None) -> Any:
    return _plain(item, log=log, nextitem=nextitem)


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=SLOTS)
runner.runtestprotocol = _with_room


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
