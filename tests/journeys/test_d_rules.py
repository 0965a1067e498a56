"""Journey D: an administrator changes a rule, another one approves, it begins, and people agree before their next post."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ethics.models import Acceptance, PolicyVersion
from tests.conftest import Cast
from tests.factories.ethics import agreed, published
from tests.harness.browser import PHONE, OpenPage, axe

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_journey_d_a_rule_changes_and_nobody_is_locked_out(open_page: OpenPage, cast: Cast, scripts: bool) -> None:
    version = published(cast.institution, rules=3)
    agreed([cast.cleo], scope=cast.course_scope)
    hana, ivo, cleo = (open_page(who, scripts=scripts) for who in (cast.hana, cast.ivo, cast.cleo))

    hana.goto(reverse("ethics:studio-policy", args=[version.policy.slug]))
    hana.get_by_role("button", name="New version").click()
    hana.get_by_role("link", name="Edit rule 1").click()
    hana.get_by_label("The rule in one line").fill("Say it plainly, and once.")
    hana.get_by_role("button", name="Save rule").click()
    hana.get_by_role("button", name="Ask for a second reader").click()
    expect(hana.get_by_text("so somebody else has to approve it")).to_be_visible()

    ivo.goto(reverse("ethics:studio-draft", args=[version.policy.slug]))
    expect(ivo.get_by_text("1 rule changed")).to_be_visible()
    ivo.get_by_role("button", name="I have read it and approve").click()
    ivo.get_by_label("In force from").fill((timezone.localdate() + timedelta(days=6)).isoformat())
    ivo.get_by_role("button", name="Schedule", exact=True).click()
    expect(ivo.get_by_role("button", name="Schedule", exact=True)).to_have_count(0)
    assert PolicyVersion.objects.get(policy=version.policy, number=2).state == "scheduled"

    PolicyVersion.objects.filter(pk=version.pk).update(ends_at=timezone.now())
    PolicyVersion.objects.filter(policy=version.policy, number=2).update(starts_at=timezone.now())
    cleo.goto(reverse("ethics:rules", args=[cast.course_scope.pk]) + "?next=/policies/")
    expect(cleo.get_by_role("heading", name="1 rule changed")).to_be_visible()
    cleo.get_by_role("button", name="I agree, take me back").click()
    expect(cleo).to_have_url(re.compile(r"/policies/$"))
    assert Acceptance.objects.filter(user=cast.cleo, version__number=2).exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rules_of_a_newcomer_fit_a_phone(open_page: OpenPage, cast: Cast, scheme: str) -> None:
    page = open_page(cast.eve, viewport=PHONE, scheme=scheme)
    page.goto(reverse("ethics:rules", args=[cast.site.pk]))
    page.get_by_text("What it means, with examples").first.click()
    axe(page)
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("You agreed to these rules")).to_be_visible()
