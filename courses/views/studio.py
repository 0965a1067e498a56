"""The studio of a course as a whole: the list, the outline, its settings and its state."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from courses import policies, services
from courses.forms.courses import CourseForm, CourseSettingsForm
from courses.forms.units import UnitTitleForm
from courses.models import Course, Unit
from courses.pages.studio import FormPage, StudioCoursePage, StudioPage, studio_menu

GET_OR_POST = ["GET", "HEAD", "POST"]
UNIT_VERBS: dict[str, Any] = {
    "publish": (services.publish_unit, _("The unit is published.")),
    "unpublish": (services.unpublish_unit, _("The unit is a draft again.")),
    "retire": (services.retire_unit, _("The unit is retired.")),
    "restore": (services.restore_unit, _("The unit is back as a draft.")),
}


def posted(request: Request) -> Any:
    """What a form is bound to: an empty POST is still an answer, and not a good one."""
    return request.POST if request.method == "POST" else None


def sent(request: Request) -> tuple[Any, Any]:
    """The same, with files."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def kept_course(request: Request, slug: str) -> Course:
    """A course whose people and settings this person looks after."""
    course = Course.objects.select_related("scope__parent").filter(slug=slug).first()
    if course is None:
        raise Http404
    policies.can_keep_course(request.rights, course).require()
    return course


def edited_course(request: Request, slug: str) -> Course:
    """A course that this person may change."""
    course = kept_course(request, slug)
    policies.can_edit_course(request.rights, course).require()
    return course


def edited_unit(request: Request, course: str, unit: str) -> Unit:
    found = get_object_or_404(Unit.objects.select_related("chapter"), course=edited_course(request, course), slug=unit)
    found.course = edited_course(request, course)
    return found


@require_safe
@login_required
def studio(request: Request) -> HttpResponse:
    return show(request, StudioPage.build(rights=request.rights))


@require_http_methods(GET_OR_POST)
@login_required
def course_new(request: Request) -> HttpResponse:
    form = CourseForm(posted(request), rights=request.rights)
    if not form.fields["parent"].queryset.exists():  # type: ignore[attr-defined]
        raise Http404
    if form.is_valid():
        course = services.create_course(actor=request.user, **form.cleaned_data)
        return redirect("courses:studio-course", course.slug)
    page = FormPage(
        title=_("A new course"),
        lede=_("Nobody but you sees it until you publish it."),
        form=form,
        submit=_("Make the course"),
        cancel=reverse("courses:studio"),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_safe
@login_required
def studio_course(request: Request, course: str) -> HttpResponse:
    return show(request, StudioCoursePage.build(request=request, course=kept_course(request, course)))


@require_http_methods(GET_OR_POST)
@login_required
def settings(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    form = CourseSettingsForm(posted(request), initial=CourseSettingsForm.initial_of(found))
    if form.is_valid():
        found = services.change_course(actor=request.user, course=found, **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect("courses:studio-settings", found.slug)
    page = FormPage(
        title=_("Settings of the course"),
        form=form,
        submit=_("Save"),
        cancel=reverse("courses:studio-course", args=[found.slug]),
        crumbs=[(found.title, reverse("courses:studio-course", args=[found.slug]))],
        menu=studio_menu(request, found),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_POST
@login_required
def course_state(request: Request, course: str) -> HttpResponse:
    """Publish it, end it, or open it again."""
    found = kept_course(request, course)
    verbs: dict[str, Any] = {
        "publish": (services.publish_course, _("The course is open to everybody who joined it.")),
        "archive": (services.archive_course, _("The course is over. Everything stays readable.")),
        "reopen": (services.reopen_course, _("The course is open again.")),
    }
    verb, words = verbs.get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        raise Http404
    verb(actor=request.user, course=found)
    toast(request, words)
    return redirect("courses:studio-course", found.slug)


@require_http_methods(GET_OR_POST)
@login_required
def unit_new(request: Request, course: str) -> HttpResponse:
    found = edited_course(request, course)
    form = UnitTitleForm(posted(request))
    if form.is_valid():
        unit = services.add_unit(actor=request.user, course=found, **form.cleaned_data)
        return redirect("courses:studio-unit", found.slug, unit.slug)
    page = FormPage(
        title=_("A new unit"),
        lede=_("It is a draft until you publish it."),
        form=form,
        submit=_("Make the unit"),
        cancel=reverse("courses:studio-course", args=[found.slug]),
        crumbs=[(found.title, reverse("courses:studio-course", args=[found.slug]))],
        menu=studio_menu(request, found),
        chapters=list(found.chapters.values_list("title", flat=True)),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_POST
@login_required
def unit_move(request: Request, course: str, unit: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    services.move_unit(actor=request.user, unit=found, down=request.POST.get("to") == "down")
    return redirect(f"{reverse('courses:studio-course', args=[found.course.slug])}#u-{found.pk}")


@require_POST
@login_required
def unit_state(request: Request, course: str, unit: str) -> HttpResponse:
    found = edited_unit(request, course, unit)
    verb, words = UNIT_VERBS.get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        raise Http404
    verb(actor=request.user, unit=found)
    toast(request, words)
    return redirect("courses:studio-unit", found.course.slug, found.slug)
