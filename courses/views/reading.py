"""Home, the course, its units and blocks, and its files."""

import contextlib
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from core.pages import show
from courses import policies, services
from courses.models import Placement, Unit
from courses.pages import BlockPage, CoursePage, HomePage, UnitPage
from courses.pages.found import Found, find_course, moved_course, moved_unit


def course_or_404(request: Request, slug: str) -> Found:
    """The course, if this person may see it."""
    found = find_course(request.rights, slug)
    if found is None:
        raise Http404
    return found


def moved(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To where a course is now, for an address that it had."""
    slug = moved_course(kwargs["course"])
    if slug is None or request.resolver_match is None:
        raise Http404
    return redirect(reverse(request.resolver_match.view_name, kwargs={**kwargs, "course": slug}), permanent=True)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "courses/welcome.html")
    return show(request, HomePage.build(request=request))


@require_safe
@login_required
def course(request: Request, course: str) -> HttpResponse:
    found = find_course(request.rights, course)
    if found is None:
        return moved(request, course=course)
    return show(request, CoursePage.build(request=request, found=found))


@require_safe
@login_required
def unit(request: Request, course: str, unit: str) -> HttpResponse:
    found = find_course(request.rights, course)
    if found is None:
        return moved(request, course=course, unit=unit)
    here = found.unit(unit, request.rights)
    if here is None:
        here = moved_unit(found.course, unit)
        return redirect("courses:unit", found.course.slug, _listed(here, found).slug, permanent=True)
    policies.can_read_unit(request.rights, here).require()
    page = UnitPage.build(request=request, found=found, unit=here)
    _note_visit(request, here, member=page.is_member)
    return show(request, page)


def _listed(unit: Unit | None, found: Found) -> Unit:
    """Only a unit that this person sees is worth a redirect."""
    if unit is None or unit.pk not in {each.pk for each in found.units}:
        raise Http404
    return unit


def _note_visit(request: Request, unit: Unit, *, member: bool) -> None:
    """The one mark that a reading may leave; a busy database is no reason to fail."""
    if member:
        with contextlib.suppress(DatabaseError):
            services.note_visit(user=request.user, unit=unit, last_at=getattr(unit, "visited_at", None))


@require_POST
@login_required
def unit_finish(request: Request, course: str, unit: str) -> HttpResponse:
    found = course_or_404(request, course)
    here = get_object_or_404(Unit.objects.listed_to(request.rights), course=found.course, slug=unit)
    finished = bool(request.POST.get("finished"))
    services.finish_unit(actor=request.user, unit=here, finished=finished)
    after = UnitPage.build(request=request, found=found, unit=found.unit(unit, request.rights) or here).after
    return redirect(after if finished and after else here)


@require_safe
@login_required
def block(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    placements = Placement.objects.visible_to(request.rights).with_unit()
    placement = get_object_or_404(placements, unit__course__slug=course, unit__slug=unit, part__key=key)
    return show(request, BlockPage.build(request=request, placement=placement))
