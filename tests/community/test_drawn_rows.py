"""Posts and rows of lists are drawn by stencils, and come out as their templates say, for whoever reads."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.safestring import SafeString

from community.discussion import services
from community.discussion.choices import Reaction
from community.discussion.models import Thread
from community.discussion.pages.stencils import POST, ROW
from tests.conftest import Cast
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by


@pytest.fixture
def thread(cast: Cast) -> Thread:
    services.set_answering(actor=cast.ada, course=course_of(cast), shared=True, reactions=["thanks", "think"])
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.ada, thread)
    reply_by(cast.fay, thread, to=first)
    services.edit(actor=cast.fay, post=reply_by(cast.fay, thread), source="It is *better* <b>so</b>.")
    services.endorse(actor=cast.ada, post=reply_by(cast.fay, thread), reason="It is right.")
    services.mark_helped(actor=cast.fay, post=opening_of(thread))
    services.react(actor=cast.fay, post=first, reaction=Reaction.THANKS, on=True)
    services.reply(actor=cast.fay, thread=thread, source="And at night?", asks_on=True)
    services.save_shared_answer(actor=cast.ada, thread=thread, source="Take both.", version=0)
    return thread


def plainly(row: Any, **options: str) -> str:
    context = {**options, row.stencil.name: row, "below": SafeString("below"), "csrf_token": "token"}
    return render_to_string(row.stencil.template, context)


def by_stencil(row: Any, **options: str) -> str:
    return row.stencil.draw(row, below=SafeString("below"), token="token", options=options)


@pytest.mark.parametrize("who", ["cleo", "fay", "ada", "jo"])
def test_a_post_looks_as_its_template_says(cast: Cast, thread: Thread, client: Client, who: str) -> None:
    client.force_login(getattr(cast, who))
    sheet = client.get(f"/t/{thread.pk}/", follow=True).context["page"].sheet
    views = [sheet.opening, *(view for branch in sheet.branches for view in [branch.root, *branch.replies])]
    for view in views:
        for options in ({"heading": "h2", "size": ""}, {"heading": "h3", "size": "sm"}):
            assert by_stencil(view, **options) == plainly(view, **options)
    assert len(views) == 7


@pytest.mark.parametrize("who", ["cleo", "ada"])
def test_a_row_looks_as_its_template_says(cast: Cast, thread: Thread, client: Client, who: str) -> None:
    thread_by(cast.fay, thread.space)
    client.force_login(getattr(cast, who))
    assert thread.course is not None
    rows = client.get(f"/c/{thread.course.slug}/discussions/").context["page"].rows
    assert [by_stencil(row) for row in rows] == [plainly(row) for row in rows]
    assert len(rows) == 2


def test_a_template_asks_for_nothing_that_its_stencil_does_not_name(cast: Cast, thread: Thread, client: Client) -> None:
    """What a template asks for stands in `shape`, `gaps` or `plain` of its stencil; else each row costs what it did."""
    client.force_login(cast.cleo)
    client.get(f"/t/{thread.pk}/", follow=True)
    assert (POST.unnamed, ROW.unnamed) == ("", "")
    assert POST._drawn
