"""Every component in every state, as a browser shows it: both themes, both widths, both directions, without scripts."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conftest import Cast
from tests.front.looking import RIGHT_TO_LEFT, hidden_stops, text_spacing
from tests.harness.browser import DESK, PHONE, OpenPage, assert_no_sideways_scroll, axe_findings

SMALLEST = (320, 640)
browser = pytest.mark.browser


def visit(page: Page) -> Page:
    page.goto(reverse("core:styles"))
    return page


@browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_machine_finds_nothing(open_page: OpenPage, cast: Cast, viewport: tuple[int, int]) -> None:
    page = visit(open_page(cast.ada, viewport=viewport))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert axe_findings(page) == []


@browser
def test_nothing_scrolls_sideways(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada))
    for spaced in (False, True):
        if spaced:
            text_spacing(page)
        for width in (320, 390, 640, 820, 1024, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 700})
            assert_no_sideways_scroll(page)


@browser
def test_right_to_left_fits_too(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada))
    page.evaluate(RIGHT_TO_LEFT)
    for width, height in (DESK, SMALLEST):
        page.set_viewport_size({"width": width, "height": height})
        assert_no_sideways_scroll(page)
        assert axe_findings(page) == []


@browser
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_focus_is_hidden_under_a_bar(open_page: OpenPage, cast: Cast, viewport: tuple[int, int]) -> None:
    page = visit(open_page(cast.ada, viewport=viewport))
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    assert hidden_stops(page, presses=60) == []


@browser
def test_page_works_without_scripts(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada, scripts=False))
    page.get_by_role("button", name="open your menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@browser
def test_forced_colours_keep_the_page(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada, forced_colors="active"))
    assert_no_sideways_scroll(page)
    assert axe_findings(page) == []


@browser
def test_theme_is_chosen_and_kept(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada, scripts=False))
    page.get_by_role("button", name="open your menu").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/styles/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_theme_leads_to_no_other_site(client: Client) -> None:
    answer = client.post(reverse("core:theme"), {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@browser
def test_draft_outlives_the_page(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada))
    page.get_by_label("Your question").fill("Is the film clear?")
    page.wait_for_timeout(1000)
    page.goto(reverse("core:healthz"))
    visit(page)
    expect(page.get_by_label("Your question")).to_have_value("Is the film clear?")


@browser
def test_dialog_asks_and_the_harmless_answer_has_the_focus(open_page: OpenPage, cast: Cast) -> None:
    page = visit(open_page(cast.ada))
    page.get_by_role("button", name="Delete for good").click()
    assert page.get_by_role("button", name="Keep it").evaluate("each => each === document.activeElement")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
