"""Who is here; and the way back for those who left."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from courses import policies, services
from courses.models import Course, Departure
from courses.pages.people import MembersPage
from courses.views.reading import moved
from courses.views.studio import GET_OR_POST


@require_safe
@login_required
def people(request: Request, course: str) -> HttpResponse:
    found = Course.objects.select_related("scope__parent").filter(slug=course).first()
    if found is None:
        return moved(request, course=course)
    policies.can_see_people(request.rights, found).require()
    return show(request, MembersPage.build(request=request, course=found))


@require_http_methods(GET_OR_POST)
@login_required
def come_back(request: Request, course: str) -> HttpResponse:
    """Undo one's own leaving."""
    found = get_object_or_404(Course.objects.select_related("scope"), slug=course)
    departure = Departure.objects.filter(course=found, user=request.user).first()
    if departure is None:
        raise Http404
    policies.can_come_back(request.rights, found, departure).require()
    if request.method == "POST":
        services.come_back(actor=request.user, course=found)
        toast(request, _("You are back, and in the same place as before."))
        return redirect(found)
    return render(request, "courses/come_back.html", {"course": found})
