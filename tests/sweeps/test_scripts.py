"""Every trick in every field that holds people's words, and every page that shows them, in a real browser: nothing runs."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CharField, JSONField, Model, SlugField, TextField
from playwright.sync_api import Page, Route

from core.text import clean_html, render_markdown
from tests.front.stops import Stop, stops
from tests.harness.browser import OpenPage
from tests.routes.test_matrix import ROUTES, address
from tests.safety.finding import IN_THE_PAGE
from tests.safety.payloads import PAYLOADS
from tests.world import World, build

pytestmark = pytest.mark.browser
IN_A_FIELD = 330
ROUNDS = 3 if os.environ.get("COLLOQUY_EVERY") else 1
OURS = {"core", "accounts", "notifications", "ethics", "moderation", "courses", "community", "mentoring"}
HTML = {
    "community.post.html", "community.postrevision.html", "courses.part.html", "ethics.clause.html",
    "moderation.snapshot.html",
}  # fmt: skip
NOT_WORDS = (
    "kind", "key", "state", "role", "path", "token", "sha", "hash", "mime", "email", "locale", "zone", "color", "accent",
    "host", "issuer", "source_format", "source_id", "hue", "code", "protocol", "secret", "client_id", "model", "permission",
    "object_id", "visibility", "level", "answered", "anonymity", "checked", "event", "listener", "payload", "password",
    "session", "login", "language", "format", "stage", "number", "ref", "url", "address", "domains", "metadata", "schedule",
    "style", "purpose_key", "block_key", "entity", "lti",
)  # fmt: skip
OF_THE_TRICKS = re.compile(r"://[^/]+/(?!(?:static|files|look|jsi18n)/|c/[^/]+/files/)")
"""Pictures that a trick asks for at our own address: harmless, and not there."""
NOTHING = '<svg xmlns="http://www.w3.org/2000/svg"/>'
WATCH = """
window.__hits = [];
window.hit = number => window.__hits.push(String(number));
window.alert = window.confirm = window.prompt = window.hit;
"""


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Evidence and decisions refuse to be changed; here that is what has to be done."""
    made = build()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
        guards = dict(cursor.fetchall())
        for name in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield made
        for sql in guards.values():
            cursor.execute(sql)


def is_words(model: type[Model], field: Any) -> bool:
    """A column that holds what somebody typed, not what the house decides by."""
    if not isinstance(field, CharField | TextField) or isinstance(field, SlugField) or field.choices or field.unique:
        return False
    constrained = {name for each in model._meta.constraints for name in getattr(each, "fields", ())}
    return field.name not in constrained and not any(part in field.name for part in NOT_WORDS)


def is_json(model: type[Model], field: Any) -> bool:
    first = model._base_manager.values_list(field.name, flat=True).first()
    return isinstance(field, TextField) and str(first).startswith(("{", "["))


def words(turn: int) -> str:
    begin = turn * len(PAYLOADS) // 3
    return "\n".join([*PAYLOADS[begin:], *PAYLOADS[:begin]][:IN_A_FIELD]).replace("\0", "")


def safe(turn: int) -> str:
    """What the renderers make of each of them, one after the other."""
    made = []
    for payload in PAYLOADS:
        for make in (lambda text: render_markdown(text).html, clean_html):
            try:
                made.append(make(payload))
            except ValidationError:
                continue
    return "".join(made)


def bent(value: Any, text: str) -> Any:
    """The same shape with other words in it; what is short, or an address, stays what it is."""
    if isinstance(value, dict):
        return {key: safe(0) if key == "html" else bent(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [bent(each, text) for each in value]
    return text if isinstance(value, str) and " " in value else value


def fill(turn: int) -> list[str]:
    """Write the tricks over everything; the columns that were filled."""
    filled = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            name = f"{model._meta.label_lower}.{field.name}"
            if name in HTML:
                model._base_manager.update(**{field.name: safe(turn)})
            elif isinstance(field, JSONField):
                for row in model._base_manager.all():
                    changed = bent(getattr(row, field.name), words(turn))
                    model._base_manager.filter(pk=row.pk).update(**{field.name: changed})
            elif is_json(model, field):
                for row in model._base_manager.all():
                    changed = json.dumps(bent(json.loads(getattr(row, field.name)), words(turn)))
                    model._base_manager.filter(pk=row.pk).update(**{field.name: changed})
            elif is_words(model, field):
                model._base_manager.update(**{field.name: words(turn)})
            else:
                continue
            filled.append(name)
    return filled


def nothing(route: Route) -> None:
    if route.request.resource_type in {"image", "media"}:
        route.fulfill(status=200, content_type="image/svg+xml", body=NOTHING)
    else:
        route.fallback()


def opened(page: Page, world: World, stop: Stop) -> Iterator[str]:
    page.goto("about:blank")
    answer = page.goto(address(world, ROUTES[stop.route]), wait_until="load", timeout=60_000)
    assert answer is not None
    if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
        yield f"{stop}: {answer.status}" if answer.status >= 500 else ""
        return
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate("document.querySelectorAll('main a, main [tabindex]').forEach((each, n) => n < 40 && each.focus())")
    found = page.evaluate("[...window.__hits.map(each => 'ran ' + each), ...window.__violations]")
    yield from (f"{stop}: {each}" for each in found)
    yield from (f"{stop}: {each}" for each in page.evaluate(IN_THE_PAGE))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="columns take any length there")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_nothing_runs_on_any_page(turn: int, open_page: OpenPage, world: World) -> None:
    filled = fill(turn)
    assert len(filled) > 60, json.dumps(filled)
    way = [stop for stop in stops() if stop.route != "community:feed"]
    pages = {who: open_page(world.person(who)) for who in sorted({stop.who for stop in way})}
    for page in pages.values():
        page.add_init_script(WATCH)
        page.route(OF_THE_TRICKS, nothing)
    problems = [each for stop in way for each in opened(pages[stop.who], world, stop) if each]
    assert not problems, f"{len(filled)} columns\n" + "\n".join(problems[:60])
