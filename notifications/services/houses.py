"""Whose digest it is: somebody of several institutions gets one from each that has a host of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.choices import ScopeKind
from accounts.models import Scope
from accounts.rights import Here, standing
from notifications.choices import DIGEST

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.rights import Rights
    from notifications.extensions import Asked
    from notifications.models import Mail, Notice


def apart(rights: "Rights") -> list[Scope]:
    """The institutions on hosts of their own that this person belongs to, if they belong to more than one institution."""
    mine = list(Scope.objects.filter(kind=ScopeKind.INSTITUTION, pk__in=rights.around).select_related("institution"))
    several = len(mine) > 1
    return [scope for scope in mine if several and (house := getattr(scope, "institution", None)) and house.host]


def fold_of(house: Scope | None) -> str:
    return DIGEST if house is None else f"{DIGEST}:{house.pk}"


def house_of(mail: "Mail") -> Scope | None:
    """The institution that a digest is from; None for that of the site, which tells of all the others."""
    _word, _colon, pk = mail.fold.partition(":")
    return Scope.objects.filter(pk=int(pk)).first() if mail.kind == DIGEST and pk.isdigit() else None


@contextmanager
def inside(house: Scope | None) -> Iterator[None]:
    """What is looked up here is looked up as on the host of this institution."""
    if house is None:
        yield
        return
    with standing(Here(path=house.path)):
        yield


def of_house(waiting: "QuerySet[Notice]", house: Scope | None, others: list[Scope]) -> "QuerySet[Notice]":
    if house is not None:
        return waiting.filter(institution_id=house.pk)
    return waiting.exclude(institution_id__in=[each.pk for each in others]) if others else waiting


def without(part: "Asked", others: list[Scope]) -> "Asked | None":
    """What waits, less what the digests of these institutions tell of."""
    told = {scope.pk for scope in others}
    groups = [(place, [item for item in items if item.institution_id not in told]) for place, items in part.groups]
    left = [(place, items) for place, items in groups if items]
    if len(left) == len(part.groups) or not others:
        return part
    return replace(part, groups=left, rest="") if left else None
