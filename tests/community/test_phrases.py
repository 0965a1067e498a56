"""Saved replies go behind what one has begun, without a script too; a team shares some of them."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from community.discussion import services
from community.discussion.models import Draft, SavedReply
from core.policy import Refused
from tests.factories.community import course_of, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_chosen_reply_stands_behind_what_was_begun(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    phrase = services.save_reply(actor=cast.ada, course=course_of(cast), title="Welcome", source="Welcome here.")
    client = Client()
    client.force_login(cast.ada)
    address = reverse("community:thread-phrases", args=[thread.pk])
    assert "Welcome" in client.post(address, {"source": "Dear Cleo,"}).content.decode()
    assert client.post(address, {"insert": phrase.pk}).status_code == 302
    assert Draft.objects.get(user=cast.ada, thread=thread).source == "Dear Cleo,\n\nWelcome here."


def test_one_finds_ones_own_and_those_of_the_team(cast: "Cast") -> None:
    course = course_of(cast)
    services.save_reply(actor=cast.ada, course=course, title="Mine", source="Mine.")
    services.save_reply(actor=cast.ada, course=course, title="Ours", source="Ours.", shared=True)
    assert [row.title for row in services.replies_for(cast.jo, course)] == ["Ours"]
    services.forget_reply(actor=cast.jo, course=course, pk=SavedReply.objects.get(title="Mine").pk)
    assert SavedReply.objects.count() == 2
    with pytest.raises(Refused):
        services.save_reply(actor=cast.cleo, course=course, title="No", source="No.")
