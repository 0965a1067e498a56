"""Every page of the house, seen as a person sees it: machine checks, widths, directions, the way of the focus.

CI always walks, in its first suite (COLLOQUY_WALK=everywhere), and so does bin/drill; bin/test leaves the
long ways to them, and looks at what its journeys open."""

from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.front.looking import RIGHT_TO_LEFT, covered_stops, sideways, text_spacing, without_a_plain_way
from tests.front.stops import Stop, stops
from tests.harness.browser import DESK, PHONE, OpenPage, axe_findings
from tests.harness.needs import long_way
from tests.routes.test_matrix import ROUTES, address
from tests.world import World, build

pytestmark = pytest.mark.browser
SHARDS = 4
BY_COLOUR = ("color-contrast", "link-in-text-block")  # only these depend on the theme
VIEWS: list[tuple[tuple[int, int], Literal["light", "dark"], tuple[str, ...]]] = [
    (DESK, "light", ()),
    (DESK, "dark", BY_COLOUR),
    (PHONE, "dark", ()),
    (PHONE, "light", BY_COLOUR),
]


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


def checked(page: Page) -> list[str]:
    """What is wrong with the page that is open, at every width and in both themes."""
    problems = without_a_plain_way(page)
    for (width, height), scheme, rules in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        problems += [f"{scheme} {width}: {each}" for each in axe_findings(page, *rules)]
    problems += [f"focus: {each}" for each in covered_stops(page, most=60)]
    page.set_viewport_size({"width": 320, "height": 640})
    problems += sideways(page, "at 320 px")
    text_spacing(page)
    problems += sideways(page, "at 320 px with wide spacing")
    page.evaluate(RIGHT_TO_LEFT)
    return problems + sideways(page, "from right to left")


def visit(page: Page, world: World, stop: Stop) -> list[str]:
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    answer = page.goto(address(world, ROUTES[stop.route]))
    assert answer is not None
    if "html" not in answer.headers.get("content-type", ""):
        return []
    return [f"{stop}: {each}" for each in checked(page)]


@long_way
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_page_can_be_read_by_everybody(shard: int, open_page: OpenPage, world: World) -> None:
    mine = stops()[shard::SHARDS]
    pages = {who: open_page(world.person(who)) for who in sorted({stop.who for stop in mine})}
    problems = [problem for stop in mine for problem in visit(pages[stop.who], world, stop)]
    assert not problems, "\n".join(problems)


def test_the_walk_finds_planted_faults(page: Page) -> None:
    page.goto(reverse("core:healthz"))
    page.set_content(
        '<html lang=en><title>t</title><main><h1>A</h1><p><img src=/static/mark.svg><a hx-get="/x">y</a><pre>'
        + "x" * 400
    )
    problems = "\n".join(checked(page))
    for fault in ("image-alt", "no plain way", "wider than its window"):
        assert fault in problems
