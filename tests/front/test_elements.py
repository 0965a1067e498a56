"""The small scripts: each makes a page kinder, and none is needed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.conftest import Cast
from tests.harness.browser import OpenPage

pytestmark = pytest.mark.browser
COUNT_SUBMITS = """() => {
  window.sent = 0;
  document.addEventListener('submit', event => { window.sent += !event.defaultPrevented; event.preventDefault(); });
}"""
FOCUSED = "document.activeElement.textContent.trim()"


def styles(page: Page) -> Page:
    page.goto(reverse("core:styles"))
    return page


def add_toast(page: Page, attributes: str = "") -> None:
    page.evaluate(
        f"document.querySelector('#toasts').insertAdjacentHTML('beforeend', '<div class=toast {attributes}>Posted</div>')"
    )


def test_toast_leaves_after_eight_seconds_and_one_with_an_undo_later(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.ada)
    page.clock.install()
    styles(page)
    add_toast(page)
    add_toast(page, "data-keep id=undoable")
    page.clock.run_for(9_000)
    expect(page.locator(".toast")).to_have_count(1)
    page.clock.run_for(22_000)
    expect(page.locator(".toast")).to_have_count(0)


def test_relative_times_grow_older(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.ada)
    page.clock.install()
    styles(page)
    time = page.locator("time[data-relative]").first
    expect(time).to_have_text("2 h ago")
    page.clock.run_for(65 * 60_000)
    expect(time).to_have_text("3 h ago")


def test_second_press_sends_nothing(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.evaluate(COUNT_SUBMITS)
    for _press in range(2):
        page.evaluate("document.querySelector('.theme').requestSubmit()")
    assert page.evaluate("window.sent") == 1


def test_kind_renames_the_act(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.get_by_label("Claim", exact=True).check()
    expect(page.get_by_role("button", name="Post claim")).to_be_visible()


def test_keys_are_off_until_switched_on(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile(r"/styles/$"))
    page.goto(reverse("core:look"))
    page.get_by_label("Use single-letter keys").check()
    styles(page).keyboard.press("?")
    page.wait_for_url("**/settings/look/#keys")


def test_keys_walk_the_rows(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.ada)
    page.add_init_script("localStorage.setItem('keys', 'on')")
    styles(page).keyboard.press("j")
    first = page.evaluate(FOCUSED)
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == first
    assert page.evaluate("document.activeElement.closest('.trow') !== null")


def test_small_menu_closes_by_escape_and_gives_the_focus_back(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.matches('details.menu > summary')")


def test_summary_of_errors_leads_to_the_control(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.get_by_role("link", name="E-mail: Enter a valid email address.").click()
    assert page.evaluate("document.activeElement.name") == "wrong-mail"


def test_draft_that_could_not_be_sent_is_still_there(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.get_by_label("Your question").fill("Is the film clear?")
    page.wait_for_timeout(1_000)
    page.route("**/styles/?*", _refuse)
    page.get_by_role("button", name="Post question").click()
    page.wait_for_url("**/styles/?*")
    page.go_back()
    expect(page.get_by_label("Your question")).to_have_value("Is the film clear?")


def test_draft_that_has_arrived_is_forgotten(open_page: OpenPage, cast: Cast) -> None:
    page = styles(open_page(cast.ada))
    page.get_by_label("Your question").fill("Is the film clear?")
    page.wait_for_timeout(1_000)
    page.get_by_role("button", name="Post question").click()
    page.wait_for_url("**/styles/?*")
    page.goto(reverse("core:look"))
    expect(styles(page).get_by_label("Your question")).to_have_value("")


def _refuse(route: Route) -> None:
    route.fulfill(status=403, content_type="text/html", body="<html lang=en><title>No</title><main data-problem>No")
