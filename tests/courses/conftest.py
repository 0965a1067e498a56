from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.template import Template
from django.test import Client

from courses.extensions import blocks
from courses.models import Course
from tests.conftest import Cast
from tests.courses.blocks import FreeBlock, NoteBlock, OtherBlock, ThirdBlock
from tests.factories.courses import CourseFactory


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[NoteBlock]]:
    """Four tools that belong to nobody and no others, with a template of one line."""
    monkeypatch.setattr(NoteBlock, "template", Template("<p>{{ block.words }}</p>"))
    monkeypatch.setattr(blocks, "_items", {})
    NoteBlock.calls.clear()
    with blocks.temporarily(NoteBlock, OtherBlock, ThirdBlock, FreeBlock):
        yield NoteBlock


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def course(cast: Cast) -> Course:
    return CourseFactory(scope=cast.course_scope)


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


@pytest.fixture
def cleo(cast: Cast) -> Client:
    signed_in = Client()
    signed_in.force_login(cast.cleo)
    return signed_in
