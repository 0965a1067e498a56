"""The conversation: threads and replies, edits, a deletion, endorsements, announcements."""

from functools import partial
from typing import Any

from community.discussion import services
from community.discussion.matching.passages import locate
from community.discussion.services.announcing import QUESTIONS
from community.models import Post, Space
from config.demo.loader import files
from config.demo.loader.stage import Stage
from courses.choices import PartKind
from courses.models import Part

Told = dict[str, Any]


def converse(stage: Stage) -> None:
    for thread in files.conversation():
        stage.when(thread["at"], partial(_start, stage, thread))
        _around(stage, thread, thread["key"] + "/")
        for told in thread.get("shared", ()):
            stage.when(told["at"], partial(_share, stage, thread, told))
        for told in thread.get("post", ()):
            stage.when(told["at"], partial(_reply, stage, thread, told))
            _around(stage, told, f"{thread['key']}/{told['key']}")
    for told in files.announcements():
        stage.when(told["at"], partial(_announce, stage, told))
    for told in files.agreements():
        stage.when(told["at"], partial(_look_first, stage, told))


def _around(stage: Stage, told: Told, name: str) -> None:
    """What happens to a post after it was written."""
    if "edited_at" in told:
        stage.when(told["edited_at"], partial(_edit, stage, told, name))
    if "deleted_at" in told:
        stage.when(told["deleted_at"], partial(_delete, stage, told, name))
    if resolved := told.get("resolved"):
        stage.when(resolved["at"], partial(_resolve, stage, resolved, name))
    if endorsed := told.get("endorsed"):
        stage.when(endorsed["at"], partial(_endorse, stage, endorsed, name))


def _start(stage: Stage, told: Told) -> None:
    post = services.start_thread(
        actor=stage.people[told["by"]],
        space=_space(stage, told["place"]),
        source=stage.clock.words(told["body"]).strip(),
        kind=told["kind"],
        title=told["title"],
        anonymous=told.get("anonymous", False),
        spot=_spot(stage, told),
    )
    stage.posts[told["key"] + "/"] = post
    if told.get("pinned"):
        services.pin_thread(actor=stage.people[told["by"]], thread=post.thread)


def _spot(stage: Stage, told: Told) -> services.Spot | None:
    """The words of the unit that it is about."""
    if "about" not in told:
        return None
    texts = Part.objects.filter(unit=stage.placements[told["place"]].unit, kind=PartKind.TEXT)
    part = next(part for part in texts if locate(told["about"], part.text) is not None)
    return services.Spot(part.pk, words=told["about"])


def _space(stage: Stage, place: str) -> Space:
    if place == "course-questions":
        return Space.objects.get(course=stage.course, kind=QUESTIONS)
    return Space.objects.get(placement=stage.placements[place])


def _reply(stage: Stage, thread: Told, told: Told) -> None:
    before = told.get("before") or told["body"]
    stage.posts[f"{thread['key']}/{told['key']}"] = services.reply(
        actor=stage.people[told["by"]],
        thread=stage.posts[thread["key"] + "/"].thread,
        to=stage.posts[f"{thread['key']}/{told.get('to', '')}"],
        source=stage.clock.words(before).strip(),
        anonymous=thread.get("anonymous", False) and told["by"] == thread["by"],
        asks_on=told.get("asks_on", False),
    )


def _share(stage: Stage, thread: Told, told: Told) -> None:
    """The next version of the answer that several write."""
    here = _fresh(stage, thread["key"] + "/").thread
    post = services.shared_answer_of(here)
    services.save_shared_answer(
        actor=stage.people[told["by"]],
        thread=here,
        source=stage.clock.words(told["body"]).strip(),
        version=post.version if post is not None else 0,
    )


def _resolve(stage: Stage, told: Told, name: str) -> None:
    services.resolve_follow_up(actor=stage.people[told["by"]], post=_fresh(stage, name))


def _edit(stage: Stage, told: Told, name: str) -> None:
    services.edit(actor=stage.people[told["by"]], post=_fresh(stage, name), source=told["body"].strip())


def _delete(stage: Stage, told: Told, name: str) -> None:
    services.delete(actor=stage.people[told["by"]], post=_fresh(stage, name))


def _endorse(stage: Stage, told: Told, name: str) -> None:
    services.endorse(actor=stage.people[told["by"]], post=_fresh(stage, name), reason=told["reason"])


def _fresh(stage: Stage, name: str) -> Post:
    return Post.objects.select_related("thread__space", "author").get(pk=stage.posts[name].pk)


def _announce(stage: Stage, told: Told) -> None:
    actor = stage.people[told["by"]]
    post = services.post_announcement(
        actor=actor, course=stage.course, title=told["title"], source=stage.clock.words(told["body"]).strip()
    )
    if told.get("pinned"):
        services.pin_thread(actor=actor, thread=post.thread)


def _look_first(stage: Stage, told: Told) -> None:
    services.look_first(
        actor=stage.people[told["by"]],
        course=stage.course,
        person=stage.people[told["person"]],
        reason=told["reason"],
        until=stage.clock.day(told["until"]),
    )
