"""What is begun is not lost: another device, a sign-out, an undo, a second sending."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Draft, Post, Thread
from community.discussion.services.drafts import Words
from core.policy import Refused
from tests.community.test_pages import address, body, queries, signed_in, unit_of
from tests.factories.community import opening_of, reply_by, space_in, thread_by
from tests.harness.site import LiveSite

if TYPE_CHECKING:
    from tests.conftest import Cast

BEGUN = "The film finds the rivals, but"


def draft_url(thread: Thread) -> str:
    return reverse("community:thread-draft", args=[thread.pk])


def keep(person: User, thread: Thread, source: str, **fields: object) -> tuple[int, int]:
    answer = signed_in(person).post(draft_url(thread), {"source": source, **fields})
    return answer.status_code, answer.json()["version"]


def test_draft_follows_to_another_device_and_nobody_else_sees_it(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    assert keep(cast.fay, thread, BEGUN) == (200, 1)
    assert BEGUN in body(cast.fay, address(thread))
    assert BEGUN not in body(cast.ada, address(thread))


def test_draft_of_a_new_thread_stands_in_its_block(cast: "Cast") -> None:
    space = space_in(cast)
    url = reverse("community:space-draft", args=[space.pk])
    signed_in(cast.fay).post(url, {"source": BEGUN, "title": "Rivals", "kind": "claim"})
    page = body(cast.fay, space.placement.unit.get_absolute_url())
    assert BEGUN in page
    assert 'value="Rivals"' in page
    assert 'value="claim" data-act="Post claim" checked' in page


def test_an_older_page_does_not_write_over_newer_words(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    keep(cast.fay, thread, "On the phone")
    assert keep(cast.fay, thread, "On the laptop, loaded before", version=0) == (409, 1)
    assert keep(cast.fay, thread, "On the phone, more", version=1) == (200, 2)
    assert Draft.objects.get().source == "On the phone, more"


def test_posting_and_emptying_end_a_draft(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    keep(cast.fay, thread, BEGUN)
    keep(cast.fay, thread, " ", version=1)
    assert not Draft.objects.exists()
    keep(cast.fay, thread, BEGUN)
    services.reply(actor=cast.fay, thread=thread, source=BEGUN, token="t1")
    assert not Draft.objects.exists()
    assert keep(cast.fay, thread, BEGUN, token="t1") == (200, 0)
    assert not Draft.objects.exists(), "a saving that comes late finds it posted"


def test_drafts_are_kept_only_where_one_may_read(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    with pytest.raises(Refused):
        services.keep_draft(actor=cast.eve, place=thread, words=Words(BEGUN))


def test_drafts_cost_no_query_of_their_own(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    urls = [address(thread), unit_of(thread).get_absolute_url()]
    before = [queries(cast.fay, url) for url in urls]
    keep(cast.fay, thread, BEGUN)
    assert [queries(cast.fay, url) for url in urls] == before


def test_undone_words_stand_in_the_composer_again(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="Does it?", title="A clear film", kind="claim")
    reply = reply_by(cast.fay, thread, source="It does not.")
    keep(cast.fay, thread, "Also")
    answer = signed_in(cast.fay).post(reverse("community:post-undo", args=[thread.pk, reply.pk]))
    assert answer["Location"].endswith("#reply")
    assert Draft.objects.get(user=cast.fay).source == "It does not.\n\nAlso"
    signed_in(cast.cleo).post(reverse("community:post-undo", args=[thread.pk, opening_of(thread).pk]))
    page = body(cast.cleo, unit_of(thread).get_absolute_url())
    assert "Does it?</textarea>" in page
    assert 'value="A clear film"' in page


def test_what_is_sent_after_a_sign_out_waits_for_its_writer(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    client = signed_in(cast.fay)
    writer = client.get(address(thread)).context["page"].sheet.begun.writer
    client.logout()
    url = reverse("community:thread-reply", args=[thread.pk])
    answer = client.post(url, {"source": BEGUN, "writer": writer})
    assert answer["Location"].endswith(f"?next=/t/{thread.pk}/")
    htmx = client.post(url, {"source": BEGUN, "writer": writer}, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == answer["Location"]
    client.force_login(cast.fay)
    assert f"{BEGUN}</textarea>" in client.get(address(thread)).content.decode()
    assert client.post(url, {"source": BEGUN, "token": "abc"}).cookies["arrived"].value == "abc"
    assert f"{BEGUN}</textarea>" not in client.get(address(thread)).content.decode()


@pytest.mark.parametrize("writer", ["", "forged", "cleo"])
def test_what_somebody_else_sent_is_not_shown(cast: "Cast", writer: str) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    if writer == "cleo":
        writer = signed_in(cast.cleo).get(address(thread)).context["page"].sheet.begun.writer
    client = Client()
    client.post(reverse("community:thread-reply", args=[thread.pk]), {"source": BEGUN, "writer": writer})
    client.force_login(cast.fay)
    assert BEGUN not in client.get(address(thread)).content.decode()


def test_posting_keeps_newer_words_from_another_device(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    keep(cast.fay, thread, "On the phone")
    url = reverse("community:thread-reply", args=[thread.pk])
    signed_in(cast.fay).post(url, {"source": "On the laptop", "version": "0"})
    assert Draft.objects.get().source == "On the phone"
    signed_in(cast.fay).post(url, {"source": "On the phone", "version": "0"})
    assert not Draft.objects.exists(), "the same words are posted now"
    keep(cast.fay, thread, "Again")
    signed_in(cast.fay).post(url, {"source": "Again, and more", "version": "1"})
    assert not Draft.objects.exists()


def test_who_is_behind_sees_what_is_newer(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    keep(cast.fay, thread, "On the phone")
    answer = signed_in(cast.fay).post(draft_url(thread), {"source": "On the laptop", "version": 0})
    assert (answer.status_code, answer.json()["source"]) == (409, "On the phone")


@pytest.mark.browser
def test_offline_words_are_sent_once_the_line_is_back(browser: Browser, live_site: LiveSite, cast: "Cast") -> None:
    """A thread begun offline waits, through another page; and what another device wrote meanwhile is a choice."""
    space = space_in(cast)
    thread = thread_by(cast.cleo, space)
    window = browser.new_context(base_url=live_site.url, locale="en-GB")
    window.add_cookies([live_site.session_cookie(cast.fay)])
    page = window.new_page()
    page.goto(unit_of(thread).get_absolute_url())
    page.get_by_label("What you want to say").fill("Said on a train")
    page.get_by_label("Claim", exact=True).check()
    window.set_offline(True)
    page.get_by_role("button", name="Post claim").click()
    page.get_by_role("button", name="Post claim").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    window.set_offline(False)
    expect(page.get_by_role("heading", level=1, name="Said on a train")).to_be_visible()
    assert Thread.objects.filter(author=cast.fay, kind="claim").count() == 1
    page.goto(address(thread))
    field = page.get_by_label("Your reply to Cleo")
    field.fill("Mine")
    window.set_offline(True)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    page.evaluate("document.querySelector('#reply').remove()")
    window.set_offline(False)
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    assert Post.objects.filter(thread=thread, author=cast.fay, source="Mine").count() == 1
    page.goto(address(thread))
    keep(cast.fay, thread, "On the phone")
    page.clock.install()
    field.press_sequentially("On the laptop")
    page.clock.run_for(6_000)
    page.get_by_role("button", name="Put both together").click()
    expect(field).to_have_value("On the phone\n\nOn the laptop")
    expect(page.get_by_role("group", name="Two versions")).to_have_count(0)
    page.wait_for_timeout(100)
    other = window.new_page()
    other.goto(address(thread))
    expect(other.get_by_label("Your reply to Cleo")).to_have_value("On the phone\n\nOn the laptop")
    other.evaluate("document.querySelector('[data-leaves]').requestSubmit()")
    other.wait_for_url("**/")
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    window.add_cookies([live_site.session_cookie(cast.fay)])
    window.close()


@pytest.mark.browser
def test_a_lost_connection_keeps_the_words_and_posts_once(browser: Browser, live_site: LiveSite, cast: "Cast") -> None:
    """In a window of its own: what fails here fails on purpose."""
    thread = thread_by(cast.cleo, space_in(cast))
    window = browser.new_context(base_url=live_site.url)
    window.add_cookies([live_site.session_cookie(cast.fay)])
    page = window.new_page()
    page.goto(address(thread))
    page.get_by_label("Your reply to Cleo").fill(BEGUN)
    page.route("**/reply/", lambda route: route.abort())
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    page.unroute("**/reply/")
    page.goto(address(thread))
    expect(page.locator(".post-body", has_text=BEGUN)).to_be_visible()
    expect(page.get_by_label("Your reply to Cleo")).to_have_value("")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Your reply to Cleo")).to_have_value(BEGUN)
    assert Post.objects.filter(thread=thread, source="").count() == 1
    window.close()
