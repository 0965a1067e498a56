"""Hands on the keyboard, and nowhere else: Tab to what is called so, Enter, space, the arrows."""

import re
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.harness.browser import axe_findings

NAME = """() => {
  const it = document.activeElement, by = it.labels?.[0] ?? it;
  const marked = it.checked ? ' (chosen)' : '';
  return (it.getAttribute('aria-label') || by.innerText.trim() || it.value || it.title || '').trim().replace(/\\s+/g, ' ') + marked;
}"""
LEAVES = """() => {
  const it = document.activeElement, link = it.closest('a[href]'), bare = address => address.split('#')[0];
  if (link) return !link.matches('[hx-get], [data-next]') && bare(link.href) !== bare(location.href);
  return it.matches('button[type=submit]') && !it.matches('[hx-get], [hx-post]') && !it.form?.matches('[hx-post]');
}"""
FAR = 140
BY_COLOUR = ("color-contrast", "link-in-text-block")  # only these depend on the theme


def at(page: Page, address: str) -> Page:
    """The page at an address, with the focus where its own words begin: the skip link leads there."""
    page.goto(address)
    press(page, "^Skip to main content$")
    return page


def name_of_focus(page: Page) -> str:
    """What has the focus is called so; nothing, while another page is on its way."""
    try:
        return str(page.evaluate(NAME))
    except Error:
        page.wait_for_load_state()
        return ""


def to(page: Page, words: str, *, key: str = "Tab") -> None:
    """Tab until the focus is on what is called so."""
    passed: list[str] = []
    for _press in range(FAR):
        page.keyboard.press(key)
        passed.append(name_of_focus(page))
        if re.search(words, passed[-1]):
            return
    pytest.fail(f"{key} never came to {words!r} at {page.url}, only to {passed}")


def enter(page: Page) -> None:
    """On what has the focus; where that leads to another page, until it is there."""
    if page.evaluate(LEAVES):
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")


def press(page: Page, words: str) -> None:
    to(page, words)
    enter(page)


def write(page: Page, field: str, words: str) -> None:
    """Over what stands there."""
    to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def tick(page: Page, words: str) -> None:
    to(page, words)
    page.keyboard.press("Space")


def choose(page: Page, words: str) -> None:
    """With the arrows, from the choice on which the focus stands."""
    for _press in range(FAR):
        if re.search(words, name_of_focus(page)):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no arrow led to {words!r}")


def menu(page: Page, name: str, entry: str) -> None:
    """Open a menu and take one of its entries."""
    press(page, name)
    press(page, entry)


def heads(page: Page, name: str | re.Pattern[str]) -> None:
    """The page that came is headed so."""
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def in_both_themes(page: Page) -> None:
    """Nothing that a machine sees, in the light and in the dark."""
    found: dict[str, Any] = {}
    for scheme, rules in (("light", ()), ("dark", BY_COLOUR)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found |= {scheme: faults} if (faults := axe_findings(page, *rules)) else {}
    page.emulate_media(color_scheme="light")
    assert not found, f"{page.url}\n{found}"
