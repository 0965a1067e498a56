"""What is begun on a page of its own (for the staff, together, as a change) is kept apart from the composer, and not lost."""

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.discussion import services
from community.discussion.choices import STAFF_ONLY, TOGETHER, edit_of
from community.discussion.models import Anchor, Draft, Post, Space, Thread
from community.discussion.services.drafts import Words
from courses.services import furnish
from tests.anchors.test_hanging import WORDS, text_in
from tests.community.test_pages import body, signed_in
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

BEGUN = "I was told off in front of a patient"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("guide.pdf", b"%PDF-1.7")


def begin(person: User, place: Thread | Space, use: str, source: str = BEGUN, **fields: object) -> int:
    kind = "thread" if isinstance(place, Thread) else "space"
    url = reverse(f"community:{kind}-draft", args=[place.pk]) + f"?for={use}"
    return signed_in(person).post(url, {"source": source, **fields}).status_code


def ask_url(space: Space) -> str:
    return reverse("community:ask-staff", args=[space.pk])


def edit_url(post: Post) -> str:
    return reverse("community:post-edit", args=[post.thread_id, post.pk])


def shared_url(thread: Thread) -> str:
    return reverse("community:shared-answer", args=[thread.pk])


def test_what_is_for_the_staff_never_stands_in_the_composer_of_all(cast: "Cast") -> None:
    space = space_in(cast)
    begin(cast.fay, space, STAFF_ONLY)
    assert f"{BEGUN}</textarea>" in body(cast.fay, ask_url(space))
    assert BEGUN not in body(cast.fay, space.placement.unit.get_absolute_url())
    services.keep_draft(actor=cast.fay, place=space, words=Words("For everybody"))
    assert "For everybody" not in body(cast.fay, ask_url(space))
    signed_in(cast.fay).post(ask_url(space), {"source": BEGUN, "version": "1"})
    assert list(Draft.objects.values_list("source", "use")) == [("For everybody", "")]


def test_a_question_to_the_staff_that_is_taken_back_goes_back_to_them(cast: "Cast") -> None:
    space = space_in(cast)
    post = services.ask_staff(actor=cast.fay, space=space, source=BEGUN)
    answer = signed_in(cast.fay).post(reverse("community:post-undo", args=[post.thread_id, post.pk]))
    assert answer["Location"] == ask_url(space)
    assert f"{BEGUN}</textarea>" in body(cast.fay, ask_url(space))
    assert BEGUN not in body(cast.fay, space.placement.unit.get_absolute_url())


def test_a_file_for_the_staff_waits_there(cast: "Cast") -> None:
    space = space_in(cast)
    url = reverse("community:space-files", args=[space.pk]) + "?for=staff"
    signed_in(cast.fay).post(url, {"files": paper()})
    assert "guide.pdf" in body(cast.fay, ask_url(space))
    assert "guide.pdf" not in body(cast.fay, space.placement.unit.get_absolute_url())


def test_posting_elsewhere_leaves_what_was_begun(cast: "Cast") -> None:
    space = space_in(cast)
    thread = thread_by(cast.cleo, space)
    mine = reply_by(cast.fay, thread, source="Yes.")
    services.keep_draft(actor=cast.fay, place=space, words=Words("For everybody"))
    begin(cast.fay, thread, edit_of(mine.pk), "Yes, mostly.")
    services.ask_staff(actor=cast.fay, space=space, source="May I?")
    ballot = services.Ballot(choices=["Film", "Scan"])
    services.start_poll(actor=cast.fay, space=space, title="Which?", ballot=ballot)
    services.reply(actor=cast.fay, thread=thread, source="Also.")
    assert sorted(Draft.objects.values_list("source", flat=True)) == ["For everybody", "Yes, mostly."]


def test_the_change_of_a_post_follows_to_another_device(cast: "Cast") -> None:
    post = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)), source="Yes.")
    begin(cast.fay, post.thread, edit_of(post.pk), "Yes, mostly.")
    page = body(cast.fay, edit_url(post))
    assert "Yes, mostly.</textarea>" in page
    assert "Begin again from what stands there" in page
    assert "Yes.</textarea>" in body(cast.fay, f"{edit_url(post)}?anew")
    signed_in(cast.fay).post(edit_url(post), {"source": "Yes, mostly so.", "version": "1"})
    assert (Post.objects.get(pk=post.pk).source, Draft.objects.exists()) == ("Yes, mostly so.", False)


def test_nothing_of_a_post_that_is_deleted_is_kept(cast: "Cast") -> None:
    post = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)), source="Yes.")
    begin(cast.fay, post.thread, edit_of(post.pk), "Yes, mostly.")
    services.delete(actor=cast.fay, post=post)
    assert not Draft.objects.exists()


def test_the_change_of_a_post_goes_where_the_post_goes(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    post = reply_by(cast.fay, thread, source="Yes.")
    begin(cast.fay, thread, edit_of(post.pk), "Yes, mostly.")
    made = services.split_thread(actor=cast.ada, thread=thread, posts=[post.pk], title="Apart")
    assert Draft.objects.get().thread == made


def shared(cast: "Cast") -> Thread:
    thread = thread_by(cast.cleo, space_in(cast))
    services.share_answer(actor=cast.ada, thread=thread)
    services.save_shared_answer(actor=cast.ada, thread=thread, source="Foam.", version=0)
    return Thread.objects.get(pk=thread.pk)


def test_a_shared_answer_is_begun_and_kept(cast: "Cast") -> None:
    thread = shared(cast)
    begin(cast.fay, thread, TOGETHER, "Foam, for a wet wound.", seen=1)
    page = body(cast.fay, shared_url(thread))
    assert "Foam, for a wet wound.</textarea>" in page
    assert "Nothing is lost" not in page
    assert BEGUN not in body(cast.fay, reverse("community:thread-short", args=[thread.pk]))
    signed_in(cast.fay).post(shared_url(thread), {"source": "Foam, for a wet wound.", "seen": "1", "version": "1"})
    assert (Post.objects.get(version=2).author, Draft.objects.exists()) == (cast.fay, False)


def test_whoever_comes_back_to_an_older_version_sees_both(cast: "Cast") -> None:
    thread = shared(cast)
    begin(cast.fay, thread, TOGETHER, "Foam, for a wet wound.", seen=1)
    services.save_shared_answer(actor=cast.cleo, thread=thread, source="Foam, most days.", version=1)
    page = body(cast.fay, shared_url(thread))
    assert "Somebody saved it while you wrote. Nothing is lost." in page
    assert "Foam, for a wet wound.</textarea>" in page
    assert 'name="seen" value="2"' in page


def test_an_announcement_is_kept_too(cast: "Cast") -> None:
    course = course_of(cast)
    furnish(actor=cast.ada, course=course)
    url = reverse("community:announce", args=[course.slug])
    body(cast.ada, url)
    space = services.announcement_space(course)
    assert space is not None
    signed_in(cast.ada).post(reverse("community:space-draft", args=[space.pk]), {"source": "The exam", "title": "When"})
    page = body(cast.ada, url)
    assert "The exam</textarea>" in page
    assert 'value="When"' in page
    signed_in(cast.ada).post(url, {"title": "When", "source": "The exam", "version": "1", "replies": "on"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("what", ["staff", "edit", "shared"])
def test_a_sign_out_in_between_loses_nothing(cast: "Cast", what: str) -> None:
    thread = shared(cast)
    post = reply_by(cast.fay, thread, source="Yes.")
    url = {"staff": ask_url(thread.space), "edit": edit_url(post), "shared": shared_url(thread)}[what]
    client = signed_in(cast.fay)
    writer = client.get(url).context["page"].begun.writer
    client.logout()
    answer = client.post(url, {"source": BEGUN, "writer": writer, "seen": "1"})
    assert answer["Location"].endswith(f"?next={url}")
    client.force_login(cast.fay)
    assert f"{BEGUN}</textarea>" in client.get(url).content.decode()
    client.post(url, {"source": BEGUN, "seen": "1", "token": "abc"})
    assert BEGUN not in client.get(ask_url(thread.space)).content.decode()


@pytest.mark.parametrize("use", ["nonsense", "edit-", "edit-x", "staff-1"])
def test_other_uses_are_unknown(cast: "Cast", use: str) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    assert begin(cast.fay, thread, use) == 404
    assert opening_of(thread)
    assert not Draft.objects.exists()


def test_staff_are_asked_with_a_file_and_a_warning(cast: "Cast", client: Client) -> None:
    client.force_login(cast.fay)
    client.post(ask_url(space_in(cast)), {"source": BEGUN, "warnings": ["death"], "files": paper()})
    post = Post.objects.get()
    assert (post.warnings, [file.name for file in post.files.all()]) == (["death"], ["guide.pdf"])


def test_staff_are_asked_about_a_passage_and_only_they_see_it_there(cast: "Cast", client: Client) -> None:
    part = text_in(cast)
    space = services.open_spaces(part.unit.placements.get())[0]
    client.force_login(cast.fay)
    block = f"{space.placement.get_absolute_url()}?about-part={part.key}&about-words=chest"
    page = client.get(block, follow=True).content.decode()
    link = f"{ask_url(space)}?about-part={part.key}&amp;about-words=chest"
    assert link in page
    assert "chest</textarea>" in client.get(link.replace("&amp;", "&")).content.decode()
    sent = {"source": BEGUN, "about-part": part.key, "about-words": WORDS}
    assert client.post(ask_url(space), sent | {"about-words": "nowhere in it"}).status_code == 422
    client.post(ask_url(space), sent)
    assert Anchor.objects.get().exact == WORDS
    unit = part.unit.get_absolute_url()
    assert [BEGUN in body(who, unit) for who in (cast.cleo, cast.fay, cast.ada)] == [False, True, True]


def test_a_poll_is_about_a_passage(cast: "Cast", client: Client) -> None:
    part = text_in(cast)
    space = services.open_spaces(part.unit.placements.get())[0]
    client.force_login(cast.ada)
    url = reverse("community:poll-new", args=[space.pk])
    assert f"{WORDS}</textarea>" in client.get(url, {"about-part": part.key, "about-words": WORDS}).content.decode()
    sent = {"title": "Which?", "choices": "Film\nScan", "results": "voting", "about-part": part.key}
    assert client.post(url, sent | {"about-words": "nowhere in it"}).status_code == 422
    client.post(url, sent | {"about-words": WORDS})
    assert (Anchor.objects.get().exact, Thread.objects.get().kind) == (WORDS, "poll")


def test_similar_questions_are_offered_before_staff_are_asked(cast: "Cast") -> None:
    page = body(cast.cleo, ask_url(space_in(cast)))
    assert 'hx-target="#similar"' in page
    assert "people.js" not in page.partition('name="source"')[2].partition(">")[0]
