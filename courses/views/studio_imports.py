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
from courses.models import Course, Import
from courses.pages.studio import FormPage, ImportPage, studio_menu
from courses.services import imports
from courses.views.studio import GET_OR_POST, edited_course, sent


@require_http_methods(GET_OR_POST)
@login_required
def import_new(request: Request) -> HttpResponse:
    """A new course from a file."""
    form = ImportForm(*sent(request), rights=request.rights)
    if not form.fields["parent"].queryset.exists():  # type: ignore[attr-defined]
        raise Http404
    return _import(request, form, course=None)


@require_http_methods(GET_OR_POST)
@login_required
def import_into(request: Request, course: str) -> HttpResponse:
    """The same course again, or another one beside it."""
    found = edited_course(request, course)
    form = ImportForm(*sent(request), rights=request.rights, course=found)
    return _import(request, form, course=found)


def _import(request: Request, form: ImportForm, *, course: Course | None) -> HttpResponse:
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        upload = data["file"]
        record = imports.expect_import(
            actor=request.user,
            stream=upload,
            name=upload.name,
            scope=data.get("parent"),
            course=course,
            dry_run=data["dry_run"],
        )
        return redirect(record)
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


def _record(request: Request, pk: int) -> Import:
    records = Import.objects.visible_to(request.rights).select_related("course__scope__parent", "scope", "upload")
    return get_object_or_404(records, pk=pk)
