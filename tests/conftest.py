"""The cast and the stage that every test may ask for."""

import os
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import settings

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.services import grant, plant, site
from tests.factories.accounts import UserFactory
from tests.harness.rows import Scene

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
collect_ignore = [] if os.environ.get("COLLOQUY_DRILLS") else ["drills", "sweeps"]
pytest_plugins = [
    "tests.harness.memory",
    "tests.harness.needs",
    "tests.harness.site",
    "tests.harness.browser",
    "tests.harness.flush",
    "tests.harness.template",
    "tests.harness.templates",
]


@dataclass(frozen=True)
class Cast:
    """Ada teaches, Ben mentors, Cleo and Fay learn, Dan and Gil moderate, Hana and Ivo administer policies,
    Jo assists, Kim leads the programme, Lea administers the site, Eve is a stranger."""

    site: Scope
    institution: Scope
    programme: Scope
    course_scope: Scope
    ada: User
    ben: User
    cleo: User
    dan: User
    eve: User
    fay: User
    gil: User
    hana: User
    ivo: User
    jo: User
    kim: User
    lea: User


ROLES = {
    "ada": ("course_scope", Role.EDUCATOR),
    "ben": ("course_scope", Role.MENTOR),
    "cleo": ("course_scope", Role.LEARNER),
    "dan": ("institution", Role.MODERATOR),
    "fay": ("course_scope", Role.LEARNER),
    "gil": ("institution", Role.MODERATOR),
    "hana": ("institution", Role.POLICY_ADMIN),
    "ivo": ("institution", Role.POLICY_ADMIN),
    "jo": ("course_scope", Role.ASSISTANT),
    "kim": ("programme", Role.PROGRAMME_LEAD),
    "lea": ("site", Role.SITE_ADMIN),
}
NAMES = ["ada", "ben", "cleo", "dan", "eve", "fay", "gil", "hana", "ivo", "jo", "kim", "lea"]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and sessions of one test are none of the next one's business."""
    cache.clear()


def gather() -> Cast:
    """One course of one programme of one institution, and everybody in their place."""
    scopes = {"site": site()}
    scopes["institution"] = plant(kind=ScopeKind.INSTITUTION, name="Northmoor", parent=scopes["site"])
    scopes["programme"] = plant(kind=ScopeKind.PROGRAMME, name="Nursing", parent=scopes["institution"])
    scopes["course_scope"] = plant(kind=ScopeKind.COURSE, name="Clinical Reasoning", parent=scopes["programme"])
    people = {name: UserFactory(name=name.title()) for name in NAMES}
    for name, (where, role) in ROLES.items():
        grant(user=people[name], scope=scopes[where], role=role)
    return Cast(**scopes, **people)


SCENES = {"alone": Scene(gather), "committed": Scene(gather)}


@pytest.fixture
def cast(db: None) -> Cast:
    """The stage set for one test. Where it is committed, there is also what was heard about it."""
    return SCENES["alone" if connection.in_atomic_block else "committed"].set()
