"""One version of an answer that several write is hidden by moderation, and the answer stays."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion import services
from community.discussion.models import Post, PostRevision, Thread
from core.policy import Refused
from moderation.extensions import kinds
from tests.community.test_pages import body, signed_in
from tests.community.test_shared_answers import opened, save
from tests.factories.community import opening_of

if TYPE_CHECKING:
    from tests.conftest import Cast

RUDE = "Only an idiot would use film."


@pytest.fixture
def rude(cast: "Cast") -> PostRevision:
    """Fay wrote it, Ada has put it right."""
    thread = opened(cast)
    save(cast.fay, thread, RUDE, 0)
    post = save(cast.ada, thread, "Foam.", 1)
    return post.revisions.get()


def history(post: Post, version: int = 1) -> str:
    return reverse("community:post-history", args=[post.thread_id, post.pk]) + f"?version={version}"


def test_a_version_is_reported_and_hidden_alone(cast: "Cast", rude: PostRevision) -> None:
    assert "Report this version" in body(cast.cleo, history(rude.post))
    assert "Report this version" not in body(cast.fay, history(rude.post))
    assert (
        signed_in(cast.cleo).get(reverse("moderation:report", args=["community.version", rude.pk])).status_code == 200
    )
    kind = kinds["community.version"]
    found = kind.get(rude.pk)
    assert (kind.url(found), kind.author(found), kind.snapshot(found).text) == (history(rude.post), cast.fay, RUDE)
    kind.hide(found)
    pages = [body(who, at) for who in (cast.cleo, cast.ada) for at in (history(rude.post), history(rude.post, 2))]
    assert not any("idiot" in page for page in pages)
    assert "A moderator hid this version." in pages[0]
    assert "Foam." in body(cast.cleo, f"/t/{rude.post.thread_id}/")
    assert "idiot" in body(cast.fay, history(rude.post)), "nothing is hidden from whoever wrote it"


def test_what_is_hidden_is_not_brought_back_nor_reported_again(cast: "Cast", rude: PostRevision) -> None:
    services.hide_version(rude)
    back = reverse("community:post-bring-back", args=[rude.post.thread_id, rude.post_id, rude.pk])
    assert signed_in(cast.ada).post(back, {"version": "2"}).status_code == 404
    with pytest.raises(PostRevision.DoesNotExist):
        services.bring_back_version(actor=cast.ada, post=rude.post, revision=rude, version=2)
    report = reverse("moderation:report", args=["community.version", rude.pk])
    assert signed_in(cast.cleo).get(report).status_code == 404


def test_after_an_appeal_it_is_there_again(cast: "Cast", rude: PostRevision) -> None:
    kind = kinds["community.version"]
    kind.hide(kind.get(rude.pk))
    kind.restore(kind.get(rude.pk))
    assert "idiot" in body(cast.cleo, history(rude.post))


def test_what_one_person_said_before_an_edit_is_no_version_of_several(cast: "Cast", rude: PostRevision) -> None:
    opening = opening_of(Thread.objects.get())
    own = PostRevision.objects.create(post=opening, source="x", html="x", text="x", said_at=opening.created_at)
    with pytest.raises(PostRevision.DoesNotExist):
        kinds["community.version"].get(own.pk)


def test_strangers_do_not_see_it(cast: "Cast", rude: PostRevision) -> None:
    assert signed_in(cast.eve).get(reverse("moderation:report", args=["community.version", rude.pk])).status_code == 404
    with pytest.raises(Refused):
        services.bring_back_version(actor=cast.cleo, post=rude.post, revision=rude, version=2)
