"""Help with writing: buttons and keys for Markdown, what comes from elsewhere, people after an @, seeing it first."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from community.discussion.models import Post
from tests.community.test_pages import address
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed
from tests.front.clipboards import PASTED
from tests.harness.browser import PHONE, OpenPage, assert_no_sideways_scroll, axe

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.browser
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const field = document.querySelector('#reply textarea');
  field.value = '';
  field.focus();
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  return field.value;
}"""
VALUE = "document.querySelector('#reply textarea').value"


def opened(open_page: OpenPage, cast: "Cast", **options: object) -> Page:
    """The page of a thread with the field in focus and its buttons there."""
    agreed(User.objects.all())
    page = open_page(cast.fay, **options)
    page.goto(address(thread_by(cast.cleo, space_in(cast))))
    page.get_by_label("Your reply to Cleo").focus()
    expect(page.get_by_role("toolbar", name="Help with writing")).to_be_visible()
    return page


def test_buttons_and_keys_mark_words_and_the_browser_takes_them_back(open_page: OpenPage, cast: "Cast") -> None:
    page = opened(open_page, cast)
    keys = page.keyboard
    keys.type("a film")
    keys.press("Shift+Home")
    keys.press("Control+b")
    assert page.evaluate(VALUE) == "**a film**"
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    keys.press("Control+i")
    assert page.evaluate(VALUE) == "***a film***"
    keys.press("Control+b")
    assert page.evaluate(VALUE) == "*a film*"
    keys.press("Control+i")
    assert page.evaluate(VALUE) == "a film"
    for _time in range(4):
        keys.press("Control+z")
    assert page.evaluate(VALUE) == "a film"
    keys.press("Control+a")
    keys.press("Control+k")
    assert page.evaluate(VALUE) == "[a film](https://)"
    keys.type("example.org")
    assert page.evaluate(VALUE) == "[a film](example.org)"
    keys.press("Control+a")
    keys.type("one")
    page.get_by_role("button", name="Numbered list").click()
    keys.press("Enter")
    keys.type("two")
    assert page.evaluate(VALUE) == "1. one\n2. two"
    keys.press("Enter")
    keys.press("Enter")
    keys.type("> said")
    keys.press("Enter")
    keys.type("more")
    assert page.evaluate(VALUE) == "1. one\n2. two\n> said\n> more"


def test_the_row_of_buttons_is_one_stop_and_its_arrows_walk(open_page: OpenPage, cast: "Cast") -> None:
    page = opened(open_page, cast)
    keys = page.keyboard
    keys.press("Tab")
    seen = []
    for _press in range(10):
        seen.append(page.evaluate("document.activeElement.dataset.does"))
        keys.press("ArrowRight")
    assert seen == ["bold", "italic", "link", "quote", "list", "numbered", "code", "maths", "table", "bold"]
    keys.press("End")
    keys.press("Enter")
    assert page.evaluate(VALUE).startswith("| First column | Second column |")
    assert (
        page.evaluate("document.querySelectorAll('.pen-bar [tabindex=\"0\"], .pen-bar button:not([tabindex])').length")
        == 1
    )


def test_what_is_pasted_is_clean(open_page: OpenPage, cast: "Cast") -> None:
    page = opened(open_page, cast)
    for name, (html, plain, wanted) in PASTED.items():
        found = page.evaluate(PASTE, [html, plain])
        assert found == wanted, f"{name}\n{found}"


def test_who_types_faster_than_the_scripts_arrive_is_offered_people_too(open_page: OpenPage, cast: "Cast") -> None:
    agreed(User.objects.all())
    page = open_page(cast.fay)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/people*.js", hold)
    page.goto(address(thread_by(cast.cleo, space_in(cast))))
    page.get_by_label("Your reply to Cleo").focus()
    expect(page.get_by_role("toolbar", name="Help with writing")).to_be_visible()
    page.keyboard.type("Ask @j")
    held.pop().continue_()
    expect(page.get_by_role("option", name="Jo")).to_be_visible()


def test_a_post_by_keyboard_with_a_name_seen_first(open_page: OpenPage, cast: "Cast") -> None:
    page = opened(open_page, cast, viewport=PHONE)
    keys = page.keyboard
    keys.type("Ask @j")
    expect(page.get_by_role("option", name="Jo")).to_be_visible()
    assert page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent"
    ).startswith("Jo")
    axe(page)
    keys.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    keys.type("o")
    expect(page.get_by_role("option", name="Jo")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    assert page.evaluate(VALUE) == f"Ask @{cast.jo.handle} "
    keys.type(
        "about\n\n| a | b |\n| --- | --- |\n| 1 | $x^2$ |\n\n```python\nprint('a long line that goes on and on, and on and on, and does not end')\n```"
    )
    for _press in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.name") == "look":
            break
    assert page.evaluate("document.activeElement.textContent.trim()") == "Preview"
    keys.press("Enter")
    seen = page.get_by_label("How it will look")
    expect(seen.get_by_role("link", name="@Jo")).to_be_visible()
    expect(seen.locator("td math")).to_be_visible()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    axe(page)
    assert_no_sideways_scroll(page)
    assert Post.objects.count() == 1
    page.get_by_role("button", name="Post reply").focus()
    keys.press("Enter")
    expect(page.locator(".post-body").get_by_role("link", name="@Jo")).to_be_visible()
    axe(page)
