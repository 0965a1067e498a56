"""Courses, units and placements without surprises: what is made is complete, published and open."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from courses.choices import PartKind, PlacementState, RecordKind, TextFormat, UnitState
from courses.models import Chapter, Course, Outcome, Part, Placement, RosterRecord, Unit
from tests.factories.accounts import ScopeFactory

PUBLISHED = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


class CourseFactory(DjangoModelFactory[Course]):
    """A published course with a scope of its own; pass `scope=cast.course_scope` for the cast's."""

    class Meta:
        model = Course

    scope = factory.SubFactory(ScopeFactory, kind=ScopeKind.COURSE)
    title = factory.Sequence(lambda n: f"Clinical Reasoning {n}")
    slug = factory.Sequence(lambda n: f"clinical-reasoning-{n}")
    published_at = PUBLISHED


class ChapterFactory(DjangoModelFactory[Chapter]):
    class Meta:
        model = Chapter

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Chapter {n}")
    position = factory.Sequence(lambda n: n)


class UnitFactory(DjangoModelFactory[Unit]):
    """A published unit; pass `course`."""

    class Meta:
        model = Unit

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Breathlessness on day {n}")
    slug = factory.Sequence(lambda n: f"breathlessness-{n}")
    position = factory.Sequence(lambda n: n)
    state = UnitState.PUBLISHED


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    unit = factory.SubFactory(UnitFactory)
    code = factory.Sequence(lambda n: f"4.{n}")
    text = "Update a differential when one new finding arrives."
    position = factory.Sequence(lambda n: n)


class PartFactory(DjangoModelFactory[Part]):
    """A text part; pass `unit`."""

    class Meta:
        model = Part

    unit = factory.SubFactory(UnitFactory)
    position = factory.Sequence(lambda n: n)
    kind = PartKind.TEXT
    format = TextFormat.HTML
    source = html = "<p>Her chest sounds clear.</p>"
    text = "Her chest sounds clear."


class PlacementFactory(DjangoModelFactory[Placement]):
    """An open block in a unit; pass `unit` and `block_key`. Its part and its outcome are made with it.

    The verbs of the block type are not called: use `courses.services.place_block` where they matter.
    """

    class Meta:
        model = Placement

    unit = factory.SubFactory(UnitFactory)
    part = factory.SubFactory(
        PartFactory, unit=factory.SelfAttribute("..unit"), kind=PartKind.PLACEMENT, html="", text=""
    )
    outcome = factory.SubFactory(OutcomeFactory, unit=factory.SelfAttribute("..unit"))
    block_key = "community.discussion"
    config = factory.LazyFunction(lambda: {"prompt": "Which single finding would change your mind?"})
    why = "Defending a change of mind is the skill itself."
    state = PlacementState.PLACED


def duty_for(person: User, place: Scope) -> RosterRecord:
    """A roster of the place proposes this person as its administrator."""
    rows = RosterRecord.objects
    said = {"root": place, "sourced_id": f"duty-{person.pk}"}
    org, _made = rows.get_or_create(root=place, kind=RecordKind.ORG, sourced_id="org", place=place)
    known = rows.create(kind=RecordKind.USER, user=person, email=person.email or "", **said)
    return rows.create(kind=RecordKind.ROLE, person=known, of_class=org, role=Role.INSTITUTION_ADMIN, **said)
