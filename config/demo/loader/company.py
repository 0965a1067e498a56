"""Introductions, hellos and connections between students."""

from functools import partial
from typing import Any

from community.people import services
from community.people.choices import LINES, Fact
from community.people.models import Hello
from config.demo.loader import files
from config.demo.loader.stage import Stage

Told = dict[str, Any]


def introduce(stage: Stage) -> None:
    told = files.read("introductions")
    for answer in told["answer"]:
        stage.when(answer["at"], partial(_answer, stage, answer))
    for number, hello in enumerate(told["hello"]):
        stage.when(hello["at"], partial(_greet, stage, hello, str(LINES[number % len(LINES)])))
        if hello["state"] != "waiting":
            stage.when(hello["answered_at"], partial(_settle, stage, hello))
    stage.when("ago 200m", services.suggest_due)


def _answer(stage: Stage, told: Told) -> None:
    words = files.read("introductions")
    services.introduce(
        actor=stage.people[told["by"]],
        scope=stage.course.scope,
        text=told["text"],
        facts={
            Fact.SITE: [words["sites"][told["site"]]],
            Fact.STUDY_TIME: [told["study_time"]],
            Fact.LANGUAGE: told["languages"],
            Fact.GOAL: [words["goals"][told["goal"]]],
        },
    )


def _greet(stage: Stage, told: Told, line: str) -> None:
    services.say_hello(
        actor=stage.people[told["from"]],
        scope=stage.course.scope,
        person=stage.people[told["to"]],
        line=line,
        text=told["text"],
        placement=stage.placements[files.read("introductions")["place"]],
    )


def _settle(stage: Stage, told: Told) -> None:
    actor = stage.people[told["to"]]
    hello = Hello.objects.select_related("scope", "sender", "receiver").get(
        sender=stage.people[told["from"]], receiver=actor
    )
    settle = services.accept_hello if told["state"] == "accepted" else services.decline_hello
    settle(actor=actor, hello=hello)
