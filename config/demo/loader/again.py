"""The next run of the course, in which threads of this one go along once those who wrote them agree."""

from functools import partial
from typing import Any

from community.discussion import services
from community.discussion.choices import Consent
from community.models import CarryConsent, Carrying, Post, Space
from config.demo.loader import files
from config.demo.loader.stage import Stage
from courses.models import Placement
from courses.services.copying import expect_copy, run_copy

Told = dict[str, Any]
NEW = "again"


def prepare(stage: Stage) -> None:
    told = files.read("tools")["again"]
    stage.when(told["at"], partial(_copy, stage, told))
    for thread in told["thread"]:
        stage.when(thread["at"], partial(_ask, stage, told, thread))
        if "carried_at" in thread:
            stage.when(thread["carried_at"], partial(_carry, stage, told, thread))


def _copy(stage: Stage, told: Told) -> None:
    record = expect_copy(
        actor=stage.people[told["by"]],
        course=stage.course,
        parent=stage.scopes["programme"],
        title=told["title"],
        starts_on=stage.clock.day(told["starts"]),
        token=NEW,
    )
    run_copy(record.pk)
    record.refresh_from_db()
    assert record.course is not None, record.error
    stage.courses[NEW] = record.course


def _ask(stage: Stage, told: Told, thread: Told) -> None:
    """Each of its authors is asked; some have answered."""
    carrying = services.ask_to_carry(
        actor=stage.people[told["by"]],
        thread=Post.objects.select_related("thread").get(pk=stage.posts[f"{thread['key']}/"].pk).thread,
        course=stage.courses[NEW],
    )
    for key, answer in thread["answers"].items():
        consent = CarryConsent.objects.select_related("carrying__thread__space", "user", "stand_in").get(
            carrying=carrying, user=stage.people[key]
        )
        services.answer_carrying(actor=stage.people[key], consent=consent, answer=Consent(answer))


def _carry(stage: Stage, told: Told, thread: Told) -> None:
    """Into the same discussion of the new run."""
    title = stage.placements[thread["place"]].config["title"]
    block = Placement.objects.get(unit__course=stage.courses[NEW], config__title=title)
    services.carry_over(
        actor=stage.people[told["by"]],
        carrying=Carrying.objects.get(thread=stage.posts[f"{thread['key']}/"].thread, course=stage.courses[NEW]),
        space=Space.objects.get(placement=block),
    )
