"""Importing a course on a page: try it, read what would happen, then do it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from courses.forms.courses import ImportForm
from courses.importers.refusals import ImportRefused
from courses.models import Course, Import
from courses.pages.imports import ImportPage
from courses.pages.studio import FormPage, studio_menu
from courses.services import imports
from courses.views.studio import GET_OR_POST, edited_course, sent


@require_http_methods(GET_OR_POST)
@login_required
def import_new(request: Request) -> HttpResponse:
    """A new course from a file."""
    form = ImportForm(*sent(request), rights=request.rights, folder=_folder())
    if not form.fields["parent"].queryset.exists():  # type: ignore[attr-defined]
        raise Http404
    return _import(request, form, course=None)


@require_http_methods(GET_OR_POST)
@login_required
def import_into(request: Request, course: str) -> HttpResponse:
    """The same course again, or another one beside it."""
    found = edited_course(request, course)
    form = ImportForm(*sent(request), rights=request.rights, course=found, folder=_folder())
    return _import(request, form, course=found)


def _folder() -> list[str] | None:
    return imports.places_on_server() if imports.folder_of_courses() else None


def _import(request: Request, form: ImportForm, *, course: Course | None) -> HttpResponse:
    if form.is_valid():
        try:
            return redirect(_expect(request, form.cleaned_data, course))
        except ImportRefused as refusal:
            form.add_error("path", str(refusal))
    home = reverse("courses:studio-course", args=[course.slug]) if course else reverse("courses:studio")
    page = FormPage(
        title=_("Import a course"),
        lede=_("Texts, pictures, links and discussions are taken. What cannot be taken is listed with its reason."),
        form=form,
        submit=_("Read the file"),
        cancel=home,
        crumbs=[(course.title, home)] if course else [(_("Studio"), home)],
        menu=studio_menu(request, course) if course else None,
        multipart=True,
        others=_past(request, course),
        note=_("Importing again updates what came before, keeps what you edited, and doubles nothing."),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_safe
@login_required
def import_detail(request: Request, pk: int) -> HttpResponse:
    record = _record(request, pk)
    return show(request, ImportPage.build(request=request, record=record), part="progress")


@require_POST
@login_required
def import_carry_out(request: Request, pk: int) -> HttpResponse:
    """The real import after a trial."""
    record = imports.carry_out(actor=request.user, record=_record(request, pk))
    return redirect(record)


def _past(request: Request, course: Course | None) -> list[Import]:
    """The last ten imports into this course, or of one's own, with their reports."""
    found = Import.objects.visible_to(request.rights).select_related("course")
    found = found.filter(course=course) if course else found.filter(actor=request.user)
    return list(found.order_by("-pk")[:10])


def _expect(request: Request, data: dict[str, Any], course: Course | None) -> Import:
    upload, path = data["file"], data.get("path", "")
    return imports.expect_import(
        actor=request.user,
        stream=upload or None,
        path=path,
        name=upload.name if upload else path.rstrip("/").rsplit("/", 1)[-1],
        scope=data.get("parent"),
        course=course,
        block=data.get("block"),
        dry_run=data["dry_run"],
    )


@require_POST
@login_required
def import_undo(request: Request, pk: int) -> HttpResponse:
    """Take out what came, or stop an import that is still running."""
    record = imports.undo_import(actor=request.user, record=_record(request, pk))
    return redirect(record)


def _record(request: Request, pk: int) -> Import:
    records = Import.objects.visible_to(request.rights).select_related(
        "course__scope__parent", "scope", "upload", "block__unit__course", "block__part"
    )
    return get_object_or_404(records, pk=pk)
