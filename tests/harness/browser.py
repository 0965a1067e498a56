"""Chromium as a reader: pages that fail their test when the console, the network or the security policy complains."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from accounts.models import User
from tests.harness.needs import HOW_TO_GET, chromium
from tests.harness.site import LiveSite

PHONE, DESK = (390, 844), (1280, 900)
OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch",
    "AimEnabled", "PreloadTopChromeWebUI", "SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
]  # fmt: skip
"""What Playwright turns off, for the last such list is the one that counts, and what prepares pages that nobody opens."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check", "--mute-audio",
    f"--disable-features={','.join(OFF)}",
]  # fmt: skip
WATCH_POLICY = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.__violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
SETTLED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"
AXE = Axe().axe_script
FAULTS = """options => axe.run(document, options).then(found => found.violations.flatMap(rule =>
  rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))"""
TIMEOUT = 10_000
OpenPage = Callable[..., Page]


@dataclass
class Watch:
    """What went wrong on one page beside the test's own question. Refusals (403, 404, 422) of pages are not wrong."""

    problems: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.problems.append(f"request failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        asset = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if response.status >= 500 or (asset and response.status >= 400):
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")


def _click_and_settle(locator: Locator, **options: Any) -> None:
    """A click is over when what it asked for stands on the page: a test that reads at once must not read too early."""
    _click(locator, **options)
    if not locator.page.is_closed():
        settle(locator.page)


def settle(page: Page) -> None:
    """Asked from here, again and again: a page without scripts has no frames of its own in which it could wait."""
    end = monotonic() + TIMEOUT / 1000
    while monotonic() < end:
        page.wait_for_load_state("load")
        with suppress(PlaywrightError):
            if page.evaluate(SETTLED):
                return
        page.wait_for_timeout(20)
    raise AssertionError(f"{page.url} does not come to rest")


_click = Locator.click


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(f"browser tests were left out: {HOW_TO_GET}.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop lives in this thread, our queries are beside it
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", _click_and_settle)
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_site: LiveSite, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page(user, viewport=PHONE, scheme="dark", scripts=False)`: a fresh browser window, signed in as somebody."""
    watch, contexts = Watch(), []

    def make(
        user: User | None = None,
        *,
        viewport: tuple[int, int] = DESK,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
        **options: Any,
    ) -> Page:
        size = {"width": viewport[0], "height": viewport[1]}
        options.setdefault("locale", "en-GB")
        context = browser.new_context(
            base_url=live_site.url, viewport=size, color_scheme=scheme, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        if scripts:
            context.add_init_script(WATCH_POLICY)
        if user is not None:
            context.add_cookies([live_site.session_cookie(user)])
        page = context.new_page()
        watch.attach(page)
        return page

    yield make
    if getattr(request.node, "failed_call", False):
        _keep_pictures(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert watch.problems == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A desk-sized window of somebody who is not signed in yet (`sign_in` changes that)."""
    return open_page()


@pytest.fixture
def sign_in(live_site: LiveSite) -> Callable[[Page, User], None]:
    """`sign_in(page, user)`: the window belongs to that person from its next address on."""
    return lambda page, user: page.context.add_cookies([live_site.session_cookie(user)])


def axe(page: Page) -> None:
    """Accessibility as far as a machine sees it: nothing may be found."""
    found = axe_findings(page)
    assert found == [], "\n".join([page.url, *found])


def axe_findings(page: Page, *rules: str) -> list[str]:
    """One line for each fault that the machine sees; with names of rules, by those only."""
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"], "selectors": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    return [str(each) for each in page.evaluate(FAULTS, options)]


def assert_no_sideways_scroll(page: Page) -> None:
    """The page fits its window; wide things scroll in a box of their own."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than its window"


def _keep_pictures(contexts: list[Any], name: str) -> None:
    folder = Path("test-artifacts")
    folder.mkdir(exist_ok=True)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        safe = "".join(letter if letter.isalnum() else "-" for letter in name)
        page.screenshot(path=folder / f"{safe}-{number}.png", full_page=True, timeout=5_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call" and report.failed:
        item.failed_call = True  # type: ignore[attr-defined]
    return report
