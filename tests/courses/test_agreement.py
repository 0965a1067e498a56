"""Queryset and policy give the same answer about files, imports and rosters, whoever asks, from whichever host."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.rights import Rights, rights_of
from accounts.services import grant
from core.models import StoredFile
from courses import policies
from courses.choices import RosterKind
from courses.models import CourseFile, Import, Roster
from tests.conftest import Cast
from tests.factories.courses import PUBLISHED, CourseFactory

PEOPLE = ["ada", "ben", "cleo", "dan", "eve", "hana", "ivo", "jo", "kim", "lea"]
PLACES = ["site", "institution", "programme", "course_scope"]
person, place = st.sampled_from(PEOPLE), st.sampled_from(PLACES)
roles = st.lists(st.tuples(person, place, st.sampled_from(list(Role))), max_size=5)
imports = st.lists(st.tuples(st.none() | person, st.booleans()), max_size=4)
rosters = st.lists(st.tuples(st.none() | person, place), max_size=4)
state = st.sampled_from(["draft", "open", "over"])


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=roles, imports=imports, rosters=rosters, state=state)
def test_queryset_and_policy_agree(cast: Cast, roles: Any, imports: Any, rosters: Any, state: str) -> None:
    with transaction.atomic():
        for who, where, role in roles:
            grant(user=getattr(cast, who), scope=getattr(cast, where), role=role)
        course = CourseFactory(
            scope=cast.course_scope,
            published_at=None if state == "draft" else PUBLISHED,
            archived_at=PUBLISHED if state == "over" else None,
        )
        stored = StoredFile.objects.create(sha256="0" * 64, size=1, mime="text/plain", key="a")
        CourseFile.objects.create(course=course, stored=stored, name="a.txt")
        for actor, into in imports:
            Import.objects.create(actor=actor and getattr(cast, actor), course=course if into else None, name="c.zip")
        for actor, where in rosters:
            Roster.objects.create(
                actor=actor and getattr(cast, actor), scope=getattr(cast, where), kind=RosterKind.PEOPLE
            )
        for who in PEOPLE:
            agree(rights_of(getattr(cast, who)))
        transaction.set_rollback(True)


def agree(rights: Rights) -> None:
    files, found, lists = CourseFile.objects.all(), Import.objects.all(), Roster.objects.all()
    assert set(files.visible_to(rights)) == {each for each in files if policies.can_see_course(rights, each.course)}
    assert set(found.visible_to(rights)) == {each for each in found if policies.can_see_import(rights, each)}
    assert set(lists.visible_to(rights)) == {each for each in lists if policies.can_see_roster(rights, each)}
