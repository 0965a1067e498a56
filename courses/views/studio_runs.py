"""Copying a course or a block, and the list of what to look at."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.numbers import numbers_in
from core.pages import show
from core.toasts import toast
from courses import policies
from courses.extensions import blocks
from courses.forms.runs import BlockCopyForm, RunForm
from courses.models import Copying, Course, Placement, RunCheck
from courses.pages.runs import CopyingPage, RunPage, ToCheckPage
from courses.pages.studio import FormPage, studio_menu
from courses.services import copying
from courses.views.studio import GET_OR_POST, kept_course, posted


def copied_course(request: Request, slug: str) -> Course:
    """A course that this person may copy, also when it is over."""
    course = kept_course(request, slug)
    policies.can_copy_course(request.rights, course).require()
    return course


@require_http_methods(GET_OR_POST)
@login_required
def run_new(request: Request, course: str) -> HttpResponse:
    """First where every date goes, then the copy."""
    found = copied_course(request, course)
    form = RunForm(posted(request), rights=request.rights, course=found)
    if "copy" in request.POST and form.is_valid():
        data = dict(form.cleaned_data)
        if data.pop("days") == copying.shift_to(found, data["starts_on"]).days:
            return redirect(copying.expect_copy(actor=request.user, course=found, **data))
    page = RunPage.build(request=request, course=found, form=form)
    return show(request, page, status=422 if form.errors else 200)


@require_safe
@login_required
def copying_detail(request: Request, pk: int) -> HttpResponse:
    record = get_object_or_404(Copying.objects.select_related("old__scope__parent", "course"), pk=pk)
    policies.can_see_copying(request.rights, record).require()
    return show(request, CopyingPage.build(request=request, record=record), part="progress")


@require_safe
@login_required
def to_check(request: Request, course: str) -> HttpResponse:
    return show(request, ToCheckPage.build(request=request, course=copied_course(request, course)))


@require_POST
@login_required
def tick(request: Request, course: str) -> HttpResponse:
    """One line, or all of a kind."""
    found = copied_course(request, course)
    items = numbers_in(request.POST.getlist("item"))
    if kind := request.POST.get("kind"):
        items += RunCheck.objects.filter(course=found, kind=kind).values_list("pk", flat=True)
    done = request.POST.get("done") != "0"
    n = copying.settle_checks(actor=request.user, course=found, items=items, done=done)
    words = ngettext("%(n)s line changed.", "%(n)s lines changed.", n)
    toast(request, words % {"n": n})
    back = reverse("courses:studio-to-check", args=[found.slug])
    return redirect(f"{back}#c-{items[0]}" if len(items) == 1 else back)


@require_http_methods(GET_OR_POST)
@login_required
def block_copy(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    found = copied_course(request, course)
    rows = Placement.objects.with_unit().filter(unit__course=found, unit__slug=unit)
    placement = get_object_or_404(rows, part__key=key)
    if (kind := blocks.get(placement.block_key)) is None:
        raise Http404
    form = BlockCopyForm(posted(request), rights=request.rights, unit=placement.unit)
    if form.is_valid():
        copy = copying.copy_block(actor=request.user, placement=placement, **form.cleaned_data)
        toast(request, _("It stands there as a draft. Look at it, and place it."))
        there = copy.unit
        return redirect("courses:studio-block", there.course.slug, there.slug, copy.part.key)
    page = FormPage(
        title=_("Copy a block: %(title)s") % {"title": kind.title(placement)},
        lede=_("Without what was written in it. In another course also without days, groups and outcome."),
        form=form,
        submit=_("Copy it"),
        cancel=reverse("courses:studio-unit", args=[found.slug, placement.unit.slug]),
        crumbs=[(found.title, reverse("courses:studio-course", args=[found.slug]))],
        menu=studio_menu(request, found),
    )
    return show(request, page, status=422 if form.errors else 200)
