"""The harness itself: the live site serves real pages with real headers, and complaints of the browser fail a test."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Cast
from tests.harness.browser import PHONE, OpenPage, Watch, assert_no_sideways_scroll, axe
from tests.harness.site import LiveSite

pytestmark = pytest.mark.browser


def test_live_site_answers_with_the_security_policy(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_live_site_serves_static_files(page: Page) -> None:
    answer = page.goto("/static/css/app.css")
    assert answer is not None
    assert answer.ok


def test_live_site_sees_what_the_test_commits(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.lea)
    cast.lea.is_staff = cast.lea.is_superuser = True
    cast.lea.save()
    answer = page.goto("/admin/")
    assert answer is not None
    assert answer.status == 200
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_machine_sees_a_page_without_faults_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, scheme="dark")
    page.set_content("<html lang=en><title>A page</title><main><h1>Good</h1></main></html>")
    axe(page)
    assert_no_sideways_scroll(page)


def test_machine_finds_a_planted_fault(page: Page) -> None:
    page.set_content("<html lang=en><title>A page</title><main><h1>Bad</h1><img src='/static/icons.svg'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_inline_style_is_noticed(browser: Browser, live_site: LiveSite) -> None:
    watch, page = Watch(), browser.new_page()
    watch.attach(page)
    page.goto(f"{live_site.url}/admin/login/")
    page.evaluate("document.body.innerHTML = '<p style=\"color: red\">'")
    page.wait_for_timeout(200)
    page.close()
    assert [problem for problem in watch.problems if "style" in problem]
