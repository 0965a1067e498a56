"""From a passage to its threads and back, without scripts, for those who may."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from community.discussion import services
from community.discussion.models import Anchor, Thread
from courses.choices import PlacementState, UnitState
from courses.models import Part, Unit
from courses.services import retire_part
from tests.anchors.test_hanging import HTML, WORDS, YOUTUBE, Spot, about, rewrite, text_in
from tests.community.test_pages import body, queries, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.community import placement_in, space_in, thread_by
from tests.factories.courses import PartFactory

if TYPE_CHECKING:
    from tests.conftest import Cast


def ask_url(part: Part, **fields: str) -> str:
    url = reverse("community:part-ask", args=[part.unit.course.slug, part.unit.slug, part.key])
    return f"{url}?{urlencode({f'about-{name}': value for name, value in fields.items()})}" if fields else url


def address(thread: Thread) -> str:
    return reverse("community:thread-short", args=[thread.pk])


@pytest.fixture
def part(cast: "Cast") -> Part:
    """With one discussion in its unit."""
    text = text_in(cast)
    services.open_spaces(text.unit.placements.get())
    return text


def sent(part: Part, **fields: object) -> dict[str, object]:
    space = part.unit.placements.get().spaces.get()
    about = {f"about-{name}": fields.pop(name) for name in ("words", "moment", "video", "before") if name in fields}
    return {"space": space.pk, "kind": "question", "source": "Is it?", "about-part": part.key, **about, **fields}


def test_every_text_leads_to_the_composer_of_its_unit(cast: "Cast", part: Part) -> None:
    assert f'href="{ask_url(part)}"' in body(cast.cleo, part.unit.get_absolute_url())
    page = body(cast.cleo, ask_url(part, words="Her chest", before="breath."))
    assert 'name="about-words"' in page
    assert "Her chest</textarea>" in page
    assert f'value="{part.key}"' in page
    assert 'name="about-moment"' in page


def test_of_several_discussions_one_chooses(cast: "Cast", part: Part) -> None:
    space_in(cast, unit=part.unit, config={"prompt": "The other one?"})
    page = body(cast.cleo, ask_url(part, words="Her <chest>"))
    assert "Where do you want to ask?" in page
    assert page.count(f"?about-words=Her+%3Cchest%3E&amp;about-part={part.key}#b-") == 2


def test_without_a_discussion_one_asks_in_the_questions_of_the_course(cast: "Cast", part: Part) -> None:
    part.unit.placements.update(state=PlacementState.CLOSED)
    answer = signed_in(cast.cleo).get(ask_url(part))
    assert answer.status_code == 403
    unit = Unit.objects.create(
        course=part.unit.course, slug="about", title="About", about=True, state=UnitState.PUBLISHED
    )
    space_in(cast, unit=unit, block_key="community.questions")
    assert signed_in(cast.cleo).get(ask_url(part)).url.startswith(unit.get_absolute_url())  # type: ignore[attr-defined]


def test_a_question_hangs_on_the_words_that_were_given(cast: "Cast", part: Part) -> None:
    answer = signed_in(cast.cleo).post(reverse("community:thread-start"), sent(part, words="her chest sounds"))
    assert answer.status_code == 302
    assert Anchor.objects.get(thread__author=cast.cleo).exact == "Her chest sounds"
    page = body(cast.fay, answer.url)  # type: ignore[attr-defined]
    assert f'<a href="{part.unit.get_absolute_url()}#a-' in page
    unit = body(cast.fay, part.unit.get_absolute_url())
    assert 'title="Asked about this passage: Is it?">Her chest sounds</a></mark> clear' in unit
    assert "Asked about this part (1)" in unit


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "not <b>there</b>"}, "These words are not in the text."),
        ({"words": "y" * 600}, "A passage has at most 500 characters."),
        ({"moment": "abc", "video": YOUTUBE}, "for instance 3:10"),
        ({"moment": "3:10", "video": "https://youtu.be/x"}, "The text links to no such video."),
        ({"moment": "3:10", "video": YOUTUBE, "words": "Her chest"}, "not both"),
    ],
)
def test_what_is_not_there_comes_back_with_everything(
    cast: "Cast", part: Part, fields: dict[str, str], told: str
) -> None:
    answer = signed_in(cast.cleo).post(reverse("community:thread-start"), sent(part, **fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "Is it?</textarea>" in page
    assert "not &lt;b&gt;there" in page or "<b>there" not in fields.get("words", "")
    assert not Thread.objects.filter(author=cast.cleo).exists()


def test_a_text_that_left_meanwhile_is_said_once(cast: "Cast", part: Part) -> None:
    retire_part(actor=cast.ada, part=part)
    client, fields = signed_in(cast.cleo), sent(part, words="Her chest")
    answer = client.post(reverse("community:thread-start"), fields)
    assert answer.status_code == 422
    assert "The text you asked about has left the unit." in answer.content.decode()
    assert "about-part" not in answer.content.decode()


def test_at_a_second_of_a_video(cast: "Cast", part: Part) -> None:
    fields = sent(part, moment="3:10", video=YOUTUBE)
    answer = signed_in(cast.cleo).post(reverse("community:thread-start"), fields)
    link = f'<a href="{YOUTUBE}&amp;t=190" rel="noopener nofollow ugc">at 3:10'
    assert link in body(cast.fay, answer.url)  # type: ignore[attr-defined]
    assert link in body(cast.fay, part.unit.get_absolute_url())


def test_only_those_who_read_a_thread_see_that_it_hangs_there(cast: "Cast", part: Part) -> None:
    space = part.unit.placements.get().spaces.get()
    private = services.ask_staff(actor=cast.cleo, space=space, source="May I?").thread
    services.anchor_thread(actor=cast.cleo, thread=private, spot=Spot(part.pk, words=WORDS))
    held = about(cast, part, source="Held one.", title="Held one")
    Thread.objects.filter(pk=held.pk).update(state="held")
    url = part.unit.get_absolute_url()
    assert "Asked about this part (1)" in body(cast.cleo, url)
    assert "Asked about this part (1)" in body(cast.ada, url)
    unseen = body(cast.fay, url)
    for secret in ("Asked about this part (", "May I?", "Held one", "<mark"):
        assert secret not in unseen


def test_one_who_may_not_read_the_text_reads_the_words_without_the_way(cast: "Cast", part: Part) -> None:
    thread = about(cast, part)
    for change, link in (
        (lambda: retire_part(actor=cast.ada, part=part), "#a-"),
        (lambda: Unit.objects.filter(pk=part.unit_id).update(state=UnitState.DRAFT), "#a-"),
        (lambda: Part.objects.filter(pk=part.pk).delete(), "#a-"),
    ):
        change()
        page = body(cast.fay, address(thread))
        assert f'<blockquote dir="auto">{WORDS}</blockquote>' in page
        assert link not in page
    assert "The text it stood in is not here." in page


def test_changes_of_the_text_are_said(cast: "Cast", part: Part) -> None:
    thread = about(cast, part)
    rewrite(cast, part, HTML.replace("both sides", "the left side"))
    assert "These words have been edited since." in body(cast.fay, address(thread))
    rewrite(cast, part, "<p>Quite another text.</p>")
    assert "The passage has changed." in body(cast.fay, address(thread))
    unit = body(cast.fay, part.unit.get_absolute_url())
    assert "(this passage has changed)" in unit
    assert "<mark" not in unit


def test_what_it_is_about_is_said_later(cast: "Cast", part: Part) -> None:
    thread = thread_by(cast.cleo, part.unit.placements.get().spaces.get())
    url = reverse("community:thread-about", args=[thread.pk])
    client = signed_in(cast.cleo)
    assert f"?text={part.key}" in client.get(url).content.decode()
    fields = {"about-part": part.key, "about-words": "Her chest"}
    assert client.post(url, {**fields, "about-words": ""}).status_code == 422
    assert client.post(url, {**fields, "about-words": "nowhere"}).status_code == 422
    assert client.post(url, fields).status_code == 302
    assert "Her chest</textarea>" in client.get(url).content.decode()
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert not Anchor.objects.exists()
    assert signed_in(cast.fay).get(url).status_code == 403


def test_words_and_titles_are_escaped_wherever_they_stand(cast: "Cast", part: Part) -> None:
    rewrite(cast, part, '<p>Write &lt;script&gt;alert(1)&lt;/script&gt; &amp; "more" of it here.</p>')
    thread = about(cast, part, '<script>alert(1)</script> & "more"', title="<img src=x onerror=alert(1)>")
    for url in (part.unit.get_absolute_url(), address(thread), ask_url(part, words='"><script>alert(1)</script>')):
        page = body(cast.fay, url)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_thirty_questions_about_a_unit_cost_what_one_does(cast: "Cast", part: Part) -> None:
    about(cast, part)
    url = part.unit.get_absolute_url()
    before = queries(cast.fay, url)
    space = space_in(cast, unit=part.unit)
    for n in range(30):
        other = PartFactory(unit=part.unit, html=part.html, text=part.text) if n % 3 == 0 else part
        thread_by(UserFactory(name=f"P{n}") if n < 0 else cast.cleo, space, spot=Spot(other.pk, words=WORDS[: 20 + n]))
    assert queries(cast.fay, url) <= before + 1
    assert "21 threads about this passage" in body(cast.fay, url)
    assert placement_in(cast).pk
