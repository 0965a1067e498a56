"""Over everything that apps declared to each other: complete, labelled, and with a template that exists."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import get_template

from accounts.extensions import personal_data, profile_panels, ties
from community.extensions import space_kinds
from core.events import Event
from core.events import kinds as events
from core.extensions import NavItem, checks, findables, gauges, nav, pulses
from core.icons import names as icons
from core.registry import Registry
from courses.extensions import (
    blocks,
    course_links,
    course_panels,
    doorways,
    home_panels,
    margins,
    member_acts,
    run_parts,
    to_check,
)
from ethics.extensions import corpora, gates
from moderation.extensions import conflicts, kinds
from notifications.extensions import DIGEST, NEVER, NOW, Place, channels, digest_parts, notices

REGISTRIES: dict[str, Registry[Any]] = {
    "nav": nav, "checks": checks, "personal_data": personal_data, "profile_panels": profile_panels, "gates": gates,
    "corpora": corpora, "kinds": kinds, "conflicts": conflicts, "blocks": blocks, "course_panels": course_panels,
    "home_panels": home_panels, "course_links": course_links, "doorways": doorways, "notices": notices,
    "channels": channels, "space_kinds": space_kinds, "findables": findables, "ties": ties, "gauges": gauges,
    "pulses": pulses, "digest_parts": digest_parts, "to_check": to_check, "run_parts": run_parts,
    "margins": margins, "member_acts": member_acts,
}  # fmt: skip
DECLARED = [pytest.param(item, id=f"{name}:{item.key}") for name, registry in REGISTRIES.items() for item in registry]


def test_no_registry_is_forgotten() -> None:
    """A class that leaves methods to others is only safe where this file asks each of the others for them."""
    modules = [value for name, value in sys.modules.items() if name.endswith(".extensions")]
    found = {id(each) for module in modules for each in vars(module).values() if isinstance(each, Registry)}
    assert found <= {id(registry) for registry in REGISTRIES.values()}


def hooks(item: object) -> Iterator[str]:
    """Every method that its base class leaves to it."""
    for base in type(item).__mro__:
        for name, value in vars(base).items():
            if callable(value) and "NotImplementedError" in getattr(getattr(value, "__code__", None), "co_names", ()):
                yield name


@pytest.mark.parametrize("item", DECLARED)
def test_declaration_answers_everything_it_must(item: Any) -> None:
    left = [name for name in hooks(item) if "NotImplementedError" in getattr(type(item), name).__code__.co_names]
    assert left == []


@pytest.mark.parametrize("item", DECLARED)
def test_declaration_has_its_words_and_its_template(item: Any) -> None:
    if "label" in {name for base in type(item).__mro__ for name in getattr(base, "__annotations__", {})}:
        assert str(item.label)
    if hasattr(item, "template"):
        assert get_template(item.template)
    if hasattr(item, "icon") or isinstance(item, NavItem):
        assert item.icon in icons()


@pytest.mark.parametrize("notice", list(notices), ids=lambda notice: notice.key)
def test_notice_stands_beside_a_known_event(notice: Any) -> None:
    assert issubclass(notice.event, Event)
    assert events[notice.event.name] is notice.event
    assert notice.level in {NOW, DIGEST, NEVER}
    assert not (notice.firm and notice.level == NEVER)
    assert isinstance(notice.place, Place)


@pytest.mark.parametrize("block", list(blocks), ids=lambda block: block.key)
def test_block_says_what_it_is_for(block: Any) -> None:
    assert block.kind
    assert block.config_form().fields
    assert str(block.purpose)
