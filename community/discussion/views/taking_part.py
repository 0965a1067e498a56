"""Who has written in a block, as its staff see it, and a later date for one of them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request
from accounts.models import User
from community.discussion import policies, services
from community.discussion.forms import LaterForm
from community.discussion.models import Later
from community.discussion.pages.taking_part import (
    LaterPage,
    TakingPartPage,
    as_file,
    chosen,
    groups_seen,
)
from core.pages import show
from core.toasts import toast
from courses.models import Placement
from courses.pages import course_menu
from courses.pages.found import Found, find_course


def placed_in(request: Request, course: str, placement_id: int) -> tuple[Found, Placement]:
    """A discussion block of a course that this person may see."""
    found = find_course(request.rights, course)
    if found is None:
        raise Http404
    blocks = Placement.objects.filter(unit__course=found.course, spaces__isnull=False).distinct()
    placement = blocks.select_related("unit", "part").filter(pk=placement_id).first()
    if placement is None:
        raise Http404
    placement.unit.course = found.course
    return found, placement


def found_placement(request: Request, course: str, placement_id: int) -> tuple[Found, Placement]:
    """The same for whoever looks after people there."""
    found, placement = placed_in(request, course, placement_id)
    policies.can_look_after(request.rights, found.course).require()
    return found, placement


@require_safe
@login_required
def taking_part(request: Request, course: str, placement_id: int) -> HttpResponseBase:
    """The list; asked for a file, the same to take along."""
    found, placement = found_placement(request, course, placement_id)
    if request.GET.get("as") != "csv":
        return show(request, TakingPartPage.build(request=request, found=found, placement=placement))
    group = chosen(groups_seen(request.rights, placement), request.GET.get("group", ""))
    rows = as_file(request.rights, placement, group)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.course.slug}-{placement.pk}-written.csv"'
    return response


@require_http_methods(["GET", "POST"])
@login_required
def later(request: Request, course: str, placement_id: int, user_id: int) -> HttpResponse:
    found, placement = found_placement(request, course, placement_id)
    person = User.objects.filter(pk=user_id).first()
    if person is None or not policies.can_give_later(request.rights, placement, person):
        raise Http404
    given = Later.objects.filter(placement=placement, user=person).first()
    initial = {"until": given.until if given else None}
    form = LaterForm(
        request.POST if request.method == "POST" else None, initial=initial, person=person, today=found.course.today
    )
    if not form.is_valid():
        page = LaterPage(placement, person, form, course_menu(request, found.course, units=found.units))
        return show(request, page, status=422 if form.is_bound else 200)
    services.give_later(actor=request.user, placement=placement, person=person, until=form.cleaned_data["until"])
    toast(request, _("Saved. It holds for %(name)s alone.") % {"name": person.name})
    return redirect("community:taking-part", found.course.slug, placement.pk)
