"""What staff do beside talking: labels, a poll, ticks for one block, replies kept for another time."""

from functools import partial
from typing import Any

from community.discussion import services
from community.discussion.choices import Marking
from community.discussion.services.marking import DONE, NOT_DONE
from community.models import Poll, Post, Space
from config.demo.loader import files
from config.demo.loader.stage import Stage
from courses.models import Course

Told = dict[str, Any]


def use(stage: Stage) -> None:
    told = files.read("tools")
    stage.when(told["labels"]["at"], partial(_label, stage, told["labels"]))
    for poll in told["poll"]:
        stage.when(poll["at"], partial(_ask_everybody, stage, poll))
        stage.when(poll["counted_at"], partial(_vote, stage, poll))
    stage.when(told["ticks"]["at"], partial(_tick, stage, told["ticks"]))
    for reply in told["reply"]:
        stage.when(reply["at"], partial(_keep_words, stage, reply))
    for saved in told["saved"]:
        stage.when(saved["at"], partial(_put_aside, stage, saved))


def _label(stage: Stage, told: Told) -> None:
    """The words of the course, and the threads that wear them."""
    actor = stage.people[told["by"]]
    words = [services.Label(0, label["name"], label["tone"]) for label in told["label"]]
    made = services.set_labels(actor=actor, course=stage.course, labels=words, writers=True)
    wanted: dict[str, list[int]] = {}
    for label, said in zip(made, told["label"], strict=True):
        for thread in said["threads"]:
            wanted.setdefault(thread, []).append(label.number)
    for key, numbers in wanted.items():
        thread = Post.objects.select_related("thread__space", "thread__course").get(pk=stage.posts[f"{key}/"].pk).thread
        services.label_thread(actor=actor, thread=thread, numbers=numbers)


def _ask_everybody(stage: Stage, told: Told) -> None:
    services.start_poll(
        actor=stage.people[told["by"]],
        space=Space.objects.get(placement=stage.placements[told["place"]]),
        title=told["title"],
        source=told["body"].strip(),
        ballot=services.Ballot(choices=told["choices"], closes_on=stage.clock.day(told["closes"])),
    )


def _vote(stage: Stage, told: Told) -> None:
    poll = Poll.objects.get(thread__title=told["title"])
    for choice, voters in zip(poll.choices.order_by("position"), told["votes"], strict=True):
        for key in voters:
            services.vote(actor=stage.people[key], poll=poll, choices=[choice.pk])


def _tick(stage: Stage, told: Told) -> None:
    """A word for each who practised, and for one who did not yet; all are shown at once."""
    actor, placement = stage.people[told["by"]], stage.placements[told["block"]]
    for mark in told["mark"]:
        services.give_mark(
            actor=actor,
            placement=placement,
            person=stage.people[mark["person"]],
            given={"kind": str(Marking.DONE), "value": DONE if mark["done"] else NOT_DONE},
            comment=mark["comment"],
        )
    services.release_marks(actor=actor, placement=placement)


def _keep_words(stage: Stage, told: Told) -> None:
    course = Course.objects.get(pk=stage.course.pk)
    services.save_reply(actor=stage.people[told["by"]], course=course, title=told["title"], source=told["body"].strip())


def _put_aside(stage: Stage, told: Told) -> None:
    post = Post.objects.select_related("thread").get(pk=stage.posts[told["post"]].pk)
    services.save_post(actor=stage.people[told["by"]], post=post)
