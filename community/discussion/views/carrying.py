"""Asking for threads of the old run, carrying them over, and answering."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from community.discussion import services
from community.discussion.forms.carrying import CarryAnswerForm, CarryOverForm
from community.discussion.models import CarryConsent, Carrying, Space, Thread
from community.discussion.pages import thread_url
from community.discussion.pages.carrying import CarryPage, ConsentsPage, places_in
from core.numbers import numbers_in
from core.pages import show
from core.toasts import toast
from courses.models import Course
from courses.policies import can_edit_course


def _course(request: Request, slug: str) -> Course:
    course = Course.objects.select_related("scope__parent").filter(slug=slug).first()
    if course is None:
        raise Http404
    can_edit_course(request.rights, course).require()
    return course


@require_http_methods(["GET", "POST"])
@login_required
def carry(request: Request, course: str) -> HttpResponse:
    """Choose threads; their authors are asked."""
    found = _course(request, course)
    if request.method == "POST":
        ids = numbers_in(request.POST.getlist("thread"))
        rows = Thread.objects.visible_to(request.rights).filter(pk__in=ids)
        for thread in rows.select_related("course", "scope", "space"):
            services.ask_to_carry(actor=request.user, thread=thread, course=found)
        words = ngettext("The authors of %(n)s thread are asked.", "The authors of %(n)s threads are asked.", len(rows))
        toast(request, words % {"n": len(rows)} if rows else _("No thread was chosen."))
        return redirect("community:carry", found.slug)
    return show(request, CarryPage.build(request=request, course=found))


def _carrying(course: Course, pk: int) -> Carrying:
    rows = Carrying.objects.select_related("thread__course", "thread__scope", "thread__space", "course__scope")
    return get_object_or_404(rows, course=course, pk=pk)


@require_POST
@login_required
def carry_over(request: Request, course: str, pk: int) -> HttpResponse:
    found = _course(request, course)
    form = CarryOverForm(request.POST, places=places_in(request.rights, found))
    carrying = _carrying(found, pk)
    if not form.is_valid():
        toast(request, _("Please choose a discussion that the whole course reads."))
        return redirect("community:carry", found.slug)
    space = Space.objects.get(pk=form.cleaned_data["space"])
    replies = form.cleaned_data["replies"]
    thread = services.carry_over(actor=request.user, carrying=carrying, space=space, replies=replies)
    toast(request, _("It is here now. Posts whose authors did not agree were left out."))
    return redirect(thread_url(thread))


@require_POST
@login_required
def carry_stop(request: Request, course: str, pk: int) -> HttpResponse:
    found = _course(request, course)
    services.stop_carrying(actor=request.user, carrying=_carrying(found, pk))
    toast(request, _("Nobody is asked any more."))
    return redirect("community:carry", found.slug)


@require_safe
@login_required
def consents(request: Request) -> HttpResponse:
    return show(request, ConsentsPage.build(rights=request.rights))


@require_POST
@login_required
def consent_answer(request: Request, pk: int) -> HttpResponse:
    rows = CarryConsent.objects.select_related("carrying__thread__space", "user", "stand_in")
    consent = get_object_or_404(rows, pk=pk, user=request.user)
    form = CarryAnswerForm(request.POST)
    if form.is_valid():
        services.answer_carrying(actor=request.user, consent=consent, answer=form.cleaned_data["answer"])
        toast(request, _("Thank you. That holds from now on."))
    else:
        toast(request, _("Please choose one of the answers. Nothing has changed."))
    return redirect("community:consents")
