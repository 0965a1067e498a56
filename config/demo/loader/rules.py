"""The rules at the school: in force since long before the course began, agreed to, and soon a little different."""

from datetime import timedelta
from functools import partial
from typing import Any

from config.demo.loader import files
from config.demo.loader.stage import Stage
from ethics.choices import VersionState
from ethics.models import PolicyVersion
from ethics.services import (
    accept,
    copy_to_new_version,
    dry_run,
    edit_clause,
    edit_version,
    plant_starter,
    request_review,
)

LONG_BEFORE = -200
SUMMONED = {"learner", "assistant", "educator", "mentor", "moderator"}
"""Whoever writes or decides agrees to the rules before the course opens."""


def in_force(stage: Stage) -> None:
    """The starter policy came with the installation; the school has had it for a while."""
    PolicyVersion.objects.filter(policy=plant_starter(), number=1).update(
        starts_at=stage.clock.at(f"{LONG_BEFORE} 09:00"), created_at=stage.clock.at(f"{LONG_BEFORE} 09:00")
    )


def agree(stage: Stage) -> None:
    """Everybody reads the rules when they first come in, one after the other."""
    first = stage.clock.at("-24 12:00")
    for number, person in enumerate(files.people()):
        if person["role"] in SUMMONED and person.get("agrees", True):
            act = partial(accept, actor=stage.people[person["key"]], scope=stage.course.scope)
            stage.script.add(first + timedelta(minutes=7 * number), act)


def redraft(stage: Stage) -> None:
    """A new version is written and waits for its second reader."""
    told = files.read("rules")["next"]
    stage.when(told["written"], partial(_write, stage, told))
    stage.when(told["requested"], partial(_request, stage, told))


def _write(stage: Stage, told: dict[str, Any]) -> None:
    actor = stage.people[told["changed_by"]]
    version = copy_to_new_version(actor=actor, policy=plant_starter())
    edit_version(actor=actor, version=version, note=told["note"], preamble=version.preamble, material=told["material"])
    for rule in told["clause"]:
        clause = version.clauses.get(key=rule["key"])
        nudges = list(clause.nudges.values_list("pattern", "text"))
        edit_clause(actor=actor, clause=clause, nudges=nudges, explanation=rule["explanation"])
    dry_run(actor=actor, version=version)


def _request(stage: Stage, told: dict[str, Any]) -> None:
    draft = plant_starter().versions.get(state=VersionState.DRAFT)
    request_review(actor=stage.people[told["changed_by"]], version=draft)
