"""The course: its dates, units, outcomes, prose and blocks."""

from functools import partial
from typing import Any

from django.core.files import File

from config.demo.loader import files
from config.demo.loader.places import populate
from config.demo.loader.stage import Stage
from courses import services
from courses.choices import TextFormat
from courses.models import Series, Unit
from mentoring.models import Offer
from mentoring.services import reseat

CONFIG = ("title", "prompt", "starter", "anonymity", "question", "match_on", "replies", "marking")
DAYS = ("first_by", "replies_by")


def found(stage: Stage) -> None:
    """The programme lead makes the course, and its people come in."""
    told = files.read("institution")["course"]
    course = services.create_course(
        actor=stage.people["catriona"],
        parent=stage.scopes["programme"],
        title=told["title"],
        summary=told["summary"],
        slug=told["slug"],
        language="en-gb",
        teaches=False,
    )
    course.series = Series.objects.create(title=told["series"])
    course.save(update_fields=["series"])
    stage.courses["course"] = course
    populate(stage)
    _dates(stage, told)


def write(stage: Stage) -> None:
    """The course lead writes the units and opens the course."""
    for unit in files.units():
        _unit(stage, unit)
    services.publish_course(actor=stage.people["miriam"], course=stage.course)
    link = services.make_join_link(actor=stage.people["miriam"], course=stage.course, domain=_domain())
    for person in files.people():
        if "joined" in person:
            stage.when(person["joined"], partial(services.join, actor=stage.people[person["key"]], link=link))


def _domain() -> str:
    return str(files.read("institution")["institution"]["domain"])


def _dates(stage: Stage, told: dict[str, Any]) -> None:
    course = stage.course
    services.change_course(
        actor=stage.people["miriam"],
        course=course,
        title=course.title,
        summary=course.summary,
        language=course.language,
        starts_on=stage.clock.day(told["opens"]),
        ends_on=stage.clock.day(told["closes"]),
        promise_days=told["reply_promise_days"],
        weekly_hours=told["weekly_hours"],
        if_down=told["if_down"],
    )


def _unit(stage: Stage, told: dict[str, Any]) -> None:
    actor = stage.people["miriam"]
    unit = services.add_unit(actor=actor, course=stage.course, title=told["title"], lede=told["lede"])
    unit = services.change_unit(
        actor=actor,
        unit=unit,
        title=told["title"],
        lede=told["lede"],
        minutes=told["minutes"],
        opens_on=stage.clock.day(told["opens"]),
        slug=told["slug"],
        if_down=told.get("if_down", ""),
    )
    for outcome in told["outcome"]:
        services.add_outcome(actor=actor, unit=unit, code=outcome["code"], text=outcome["text"])
    blocks = {block["key"]: block for block in told["block"]}
    for kind, name, source in files.parts(told["file"]):
        if kind == "text":
            _text(stage, unit, name, source)
        else:
            _block(stage, unit, blocks[name])
    services.publish_unit(actor=actor, unit=unit)


def _text(stage: Stage, unit: Unit, title: str, source: str) -> None:
    last = unit.parts.order_by("position", "pk").last()
    services.add_text(
        actor=stage.people["miriam"],
        unit=unit,
        source=_pictures(stage, source),
        format=TextFormat.MARKDOWN,
        title=title,
        after=last,
    )


def _pictures(stage: Stage, source: str) -> str:
    """Pictures of the prose become files of the course, under the course's own addresses."""
    for name in files.pictures(source):
        with (files.FOLDER / "images" / name).open("rb") as stream:
            kept = services.add_file(
                actor=stage.people["miriam"], course=stage.course, stream=File(stream), name=name, pictures_only=True
            )
        source = source.replace(f"images/{name}", kept.get_absolute_url())
    return source


def _block(stage: Stage, unit: Unit, told: dict[str, Any]) -> None:
    placement = stage.placements[told["key"]] = services.place_block(
        actor=stage.people["miriam"],
        unit=unit,
        block_key=told["tool"],
        config=_config(stage, told),
        outcome=unit.outcomes.get(code=told["outcome"]),
        why=told["why"],
        opens_on=stage.clock.day(told["opens"]),
        closes_on=stage.clock.day(told["closes"]),
    )
    if "mentors" in told:
        offers = Offer.objects.filter(mentor__in=[stage.people[key] for key in told["mentors"]])
        reseat(actor=stage.people["miriam"], panel=placement.mentor_panel, offers=offers)


def _config(stage: Stage, told: dict[str, Any]) -> dict[str, Any]:
    config = {name: told[name] for name in CONFIG if name in told}
    config |= {name: stage.clock.day(told[name]).isoformat() for name in DAYS if name in told}
    if told["tool"] == "community.introductions":
        config["sites"] = "\n".join(files.read("introductions")["sites"].values())
    return config
