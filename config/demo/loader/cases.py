"""Reports, two decisions, and an appeal that waits."""

from functools import partial
from typing import Any

from config.demo.loader import files
from config.demo.loader.stage import Stage
from ethics.models import Clause
from moderation import services
from moderation.choices import Ground, Outcome
from moderation.models import Case, Decision

KIND = "community.post"

Told = dict[str, Any]


def report(stage: Stage) -> None:
    for told in files.read("moderation")["report"]:
        stage.when(told["at"], partial(_report, stage, told))
        if case := told.get("case"):
            stage.when(case["at"], partial(_decide, stage, told, case))
            if appeal := case.get("appeal"):
                stage.when(appeal["at"], partial(_appeal, stage, told, appeal))


def _report(stage: Stage, told: Told) -> None:
    services.report(
        actor=stage.people[told["by"]],
        kind=KIND,
        object_id=stage.posts[told["content"]].pk,
        clause=_rule(stage, told),
        words=told["text"],
    )


def _rule(stage: Stage, told: Told) -> Clause:
    return Clause.objects.in_force(stage.course.scope, stage.clock.at(told["at"])).get(key=told["clause"])


def _case(stage: Stage, told: Told) -> Case:
    return Case.objects.select_related("scope", "author").get(kind=KIND, object_id=stage.posts[told["content"]].pk)


def _decide(stage: Stage, told: Told, finding: Told) -> None:
    services.decide(
        actor=stage.people[finding["decided_by"]],
        case=_case(stage, told),
        outcome=Outcome(finding["outcome"]),
        clause=_rule(stage, told),
        reasons=finding["reason"],
        quote=finding["quote"],
    )


def _appeal(stage: Stage, told: Told, appeal: Told) -> None:
    services.appeal(
        actor=stage.people[appeal["by"]],
        decision=Decision.objects.select_related("case").get(case=_case(stage, told)),
        ground=Ground(appeal["ground"]),
        words=appeal["text"],
    )
