"""People by a list: give it, look at what would happen, carry it out; and take one's own people home as a list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from accounts.models import Scope
from core.pages import show
from core.toasts import toast
from courses import policies
from courses.choices import RosterKind
from courses.forms.rosters import ListForm, RosterForm
from courses.models import Course, Roster, RosterRecord
from courses.pages.rosters import PlacesPage, RosterPage, keeps_places
from courses.pages.studio import FormPage, studio_menu
from courses.services import rosters
from courses.services.rosters.exporting import people_of, result_of
from courses.views.studio import GET_OR_POST, kept_course, sent


@require_safe
@login_required
def places(request: Request) -> HttpResponse:
    if not keeps_places(request.rights):
        raise Http404
    return show(request, PlacesPage.build(rights=request.rights))


@require_POST
@login_required
def duty(request: Request, pk: int) -> HttpResponse:
    """A duty that a roster proposes: given, or left."""
    if not keeps_places(request.rights):
        raise Http404
    record = get_object_or_404(RosterRecord.objects.proposed(), pk=pk)
    agreed = request.POST.get("answer") == "yes"
    rosters.answer_duty(actor=request.user, record=record, agreed=agreed)
    toast(request, _("They have this duty now, and are told.") if agreed else _("Left as it is."))
    return redirect("courses:places")


@require_http_methods(GET_OR_POST)
@login_required
def course_list(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    return _list(request, found.scope, found)


@require_http_methods(GET_OR_POST)
@login_required
def place_list(request: Request, pk: int) -> HttpResponse:
    scope = _place(pk)
    policies.can_keep_place(request.rights, scope).require()
    return _list(request, scope, None)


def _place(pk: int) -> Scope:
    """A place above the courses."""
    return get_object_or_404(Scope.objects.filter(kind__in=["site", "institution", "programme"]), pk=pk)


def _list(request: Request, scope: Scope, course: Course | None) -> HttpResponse:
    form = ListForm(*sent(request))
    if form.is_valid():
        roster = rosters.expect_roster(
            actor=request.user, scope=scope, stream=form.stream, name=form.name, kind=RosterKind.PEOPLE
        )
        return redirect(roster)
    columns = _("name, e-mail, role, group, student number")
    if course is None:
        columns = _("name, e-mail, role, course, group, student number")
    page = _form_page(request, scope, course, form, title=_("People by a list"))
    lede = _("Columns: %(columns)s. Only the e-mail address has to be there; without a role somebody is a student.")
    shown = FormPage(**page, lede=lede % {"columns": columns}, submit=_("Read the list"), note=_after())
    return show(request, shown, status=422 if form.errors else 200)


def _after() -> str:
    return _("You see what would happen to every line first. The same list again doubles nobody.")


def _form_page(request: Request, scope: Scope, course: Course | None, form: Any, *, title: str) -> dict[str, Any]:
    """What both forms have in common."""
    if course is None:
        crumbs = [(_("Places"), reverse("courses:places")), (scope.name, reverse("courses:places"))]
        return {"form": form, "title": title, "multipart": True, "cancel": reverse("courses:places"), "crumbs": crumbs}
    home, people = (reverse(f"courses:{name}", args=[course.slug]) for name in ("studio-course", "studio-people"))
    return {
        "form": form,
        "title": title,
        "multipart": True,
        "cancel": people,
        "crumbs": [(course.title, home), (_("People and doors"), people)],
        "menu": studio_menu(request, course),
    }


@require_http_methods(GET_OR_POST)
@login_required
def place_roster(request: Request, pk: int) -> HttpResponse:
    scope = _place(pk)
    policies.can_import_roster(request.rights, scope).require()
    form = RosterForm(*sent(request))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        roster = rosters.expect_roster(
            actor=request.user, scope=scope, stream=upload, name=upload.name, kind=RosterKind.ONEROSTER
        )
        return redirect(roster)
    page = _form_page(request, scope, None, form, title=_("A roster"))
    lede = _("Schools, terms, classes, people and enrolments from your student system. It is only read at first.")
    shown = FormPage(**page, lede=lede, submit=_("Read the roster"), note=_after())
    return show(request, shown, status=422 if form.errors else 200)


@require_safe
@login_required
def roster(request: Request, pk: int) -> HttpResponse:
    return show(request, RosterPage.build(request=request, roster=_roster(request, pk)), part="progress")


@require_POST
@login_required
def roster_carry_out(request: Request, pk: int) -> HttpResponse:
    return redirect(rosters.carry_out_roster(actor=request.user, roster=_roster(request, pk)))


@require_safe
@login_required
def roster_download(request: Request, pk: int) -> HttpResponse:
    """Every line with what became of it, to be put right and read again."""
    found = _roster(request, pk)
    return _csv(result_of(found), f"list-{found.pk}")


@require_safe
@login_required
def people_export(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    return _csv(people_of(found), slugify(found.slug) or "course")


def _roster(request: Request, pk: int) -> Roster:
    found = Roster.objects.visible_to(request.rights).select_related("scope", "actor", "upload")
    return get_object_or_404(found, pk=pk)


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
