"""Queries that are written once: the same rows as ever, nothing of a reader kept, and every kind of reader by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Scope, Standing, User
from accounts.rights import Rights, rights_of
from core.kept import At, Kept, Unplaced, now
from tests.conftest import Cast


def _near(rights: Rights, at: At) -> "QuerySet[Scope]":
    below = Scope.objects.filter(path__under=rights.paths_with(Role.EDUCATOR))
    mine = Scope.objects.filter(pk__in=rights.member_scopes, kind=at("kind", Scope._meta.get_field("kind")))
    return (below | mine).order_by("pk")


def plainly(rights: Rights, kind: str) -> list[Scope]:
    below = [
        scope.pk
        for scope in Scope.objects.all()
        for path in rights.paths_with(Role.EDUCATOR)
        if scope.path.startswith(path)
    ]
    return list(
        Scope.objects.filter(
            pk__in=[*below, *Scope.objects.filter(pk__in=rights.member_scopes, kind=kind).values_list("pk", flat=True)]
        ).order_by("pk")
    )


def test_every_reader_gets_their_own_rows(cast: Cast) -> None:
    kept = Kept(_near)
    for person in (cast.ada, cast.fay, cast.gil, cast.ada, cast.fay):
        for kind in ("course", "group"):
            rights = rights_of(person)
            assert kept.rows(rights, kind=kind) == plainly(rights, kind)


def test_a_visitor_gets_nothing(cast: Cast) -> None:
    assert Kept(_near).rows(Rights(AnonymousUser()), kind="course") == []


def test_a_moment_is_that_of_asking(cast: Cast) -> None:
    kept = Kept(lambda _reader, at: Standing.objects.filter(until__gt=now(timedelta(hours=1)), user=at.user))
    Standing.objects.create(
        user=cast.fay, scope=cast.course_scope, state="paused", until=timezone.now(), reason="Cooling down"
    )
    assert len(kept.rows(None, user=cast.fay.pk)) == 1
    Standing.objects.update(until=timezone.now() - timedelta(hours=2))
    assert kept.rows(None, user=cast.fay.pk) == []


def test_a_moment_that_would_be_kept_is_refused(cast: Cast) -> None:
    kept = Kept(lambda _reader, _at: Standing.objects.filter(until__gt=timezone.now()))
    with pytest.raises(Unplaced):
        kept.rows(None)


def test_a_value_of_a_reader_that_would_be_kept_is_found(cast: Cast) -> None:
    people = iter([cast.ada.pk, cast.fay.pk, cast.gil.pk])
    kept = Kept(lambda _reader, _at: Membership.objects.filter(user=next(people)))
    with pytest.raises(Unplaced):
        kept.rows(None)


def test_what_the_rights_do_not_say_in_sets_cannot_be_asked(cast: Cast) -> None:
    kept = Kept(lambda rights, _at: User.objects.filter(pk=len(rights.memberships)))
    with pytest.raises(Unplaced):
        kept.rows(rights_of(cast.fay))


def test_an_empty_set_finds_nothing_and_a_large_one_everything(cast: Cast) -> None:
    kept = Kept(lambda _reader, at: User.objects.filter(pk__in=at.set("people")).order_by("pk"))
    everybody = list(User.objects.order_by("pk"))
    assert kept.rows(None, people=[]) == []
    assert kept.rows(None, people=[person.pk for person in everybody]) == everybody


def test_places_reach_into_subqueries_and_exclusions(cast: Cast) -> None:
    def build(_reader: Any, at: At) -> "QuerySet[User]":
        there = Membership.objects.filter(user=OuterRef("pk"), scope__in=at.set("scopes"))
        return User.objects.filter(Exists(there)).exclude(pk=at.person).order_by("pk")

    scopes = [cast.course_scope.pk, cast.programme.pk]
    plain = User.objects.filter(memberships__scope__in=scopes).exclude(pk=cast.ada.pk).distinct().order_by("pk")
    assert Kept(build).rows(None, scopes=scopes, person=cast.ada.pk) == list(plain)


def test_each_time_costs_one_query(cast: Cast) -> None:
    kept = Kept(lambda _reader, at: User.objects.filter(pk=at.person))
    for person in (cast.ada, cast.fay):
        with CaptureQueriesContext(connection) as asked:
            assert kept.first(None, person=person.pk) == person
        assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_the_database_forgot_is_said_anew(cast: Cast) -> None:
    kept = Kept(lambda _reader, at: User.objects.filter(pk=at.person))
    assert kept.first(None, person=cast.fay.pk) == cast.fay
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
    assert kept.first(None, person=cast.fay.pk) == cast.fay


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_column_that_a_release_changed_is_read_on(cast: Cast) -> None:
    kept = Kept(lambda _reader, at: User.objects.filter(pk=at.person))
    assert kept.first(None, person=cast.fay.pk) == cast.fay
    for kind in ("varchar(80)", "varchar(40)"):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE accounts_user ALTER COLUMN pronouns TYPE {kind}")
        assert kept.first(None, person=cast.fay.pk) == cast.fay


@pytest.mark.postgres
def test_a_plan_is_made_anew_for_a_table_that_grows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(lambda _reader, at: User.objects.filter(pk=at.person))
    assert kept.first(None, person=cast.fay.pk) == cast.fay
    made = "SELECT max(prepare_time) FROM pg_prepared_statements WHERE name LIKE 'kept_accounts_user_%'"
    with connection.cursor() as cursor:
        cursor.execute(made)
        (before,) = cursor.fetchone()
        monkeypatch.setattr("core.kept.queries.monotonic", lambda: float("inf"))
        assert kept.first(None, person=cast.fay.pk) == cast.fay
        cursor.execute(made)
        assert cursor.fetchone()[0] > before
