"""Marking: the list, one student at a time, and releasing everything at once."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from accounts.models import User
from community.discussion import policies, services
from community.discussion.models import Mark
from community.discussion.pages.marking import MarkPage, MarksPage, as_file, form_of
from community.discussion.views.taking_part import placed_in
from core.pages import show
from core.toasts import toast
from courses.models import Placement
from courses.pages.found import Found


def marked_block(request: Request, course: str, placement_id: int) -> tuple[Found, Placement]:
    """A block that is marked, for whoever grades in its course."""
    found, placement = placed_in(request, course, placement_id)
    policies.can_grade(request.rights, found.course).require()
    if not placement.config.get("marking"):
        raise Http404
    return found, placement


@require_safe
@login_required
def marks(request: Request, course: str, placement_id: int) -> HttpResponseBase:
    found, placement = marked_block(request, course, placement_id)
    if request.GET.get("as") != "csv":
        return show(request, MarksPage.build(request=request, found=found, placement=placement))
    response = StreamingHttpResponse(as_file(request.rights, placement), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.course.slug}-{placement.pk}-marks.csv"'
    return response


@require_http_methods(["GET", "POST"])
@login_required
def mark(request: Request, course: str, placement_id: int, user_id: int) -> HttpResponse:
    """After saving the next student stands here."""
    found, placement = marked_block(request, course, placement_id)
    person = User.objects.filter(pk=user_id).first()
    if person is None or not policies.can_mark(request.rights, placement, person):
        raise Http404
    known = Mark.objects.filter(placement=placement, user=person).first()
    form = form_of(placement, known, request.POST if request.method == "POST" else None)
    page = MarkPage.build(request=request, found=found, placement=placement, person=person, form=form)
    if not form.is_valid():
        return show(request, page, status=422 if form.is_bound else 200)
    given, comment = form.given, form.cleaned_data["comment"]
    services.give_mark(actor=request.user, placement=placement, person=person, given=given, comment=comment)
    toast(request, _("Kept as a draft. %(name)s sees it when you release the marks.") % {"name": person.name})
    if page.after is None:
        return redirect("community:marks", found.course.slug, placement.pk)
    return redirect("community:mark", found.course.slug, placement.pk, page.after)


@require_POST
@login_required
def release(request: Request, course: str, placement_id: int) -> HttpResponse:
    found, placement = marked_block(request, course, placement_id)
    n = services.release_marks(actor=request.user, placement=placement)
    words = ngettext("%(n)s mark is released.", "%(n)s marks are released.", n) % {"n": n}
    toast(request, words if n else _("There is nothing new to release."))
    return redirect("community:marks", found.course.slug, placement.pk)
