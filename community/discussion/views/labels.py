"""Defining the labels of a course, and choosing those of a thread."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.forms.labels import LabelsFormSet, WritersForm
from community.discussion.pages import thread_url
from community.discussion.pages.labels import LabelsPage, ThreadLabelsPage, labels_form
from community.discussion.views.threads import found_thread
from core.pages import show
from core.toasts import toast
from courses.views.studio import kept_course


@require_http_methods(["GET", "POST"])
@login_required
def labels(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    if request.method == "GET":
        return show(request, LabelsPage.build(request=request, course=found))
    rows: Any = LabelsFormSet(request.POST)
    writers = WritersForm(request.POST)
    if not all([rows.is_valid(), writers.is_valid()]):
        return show(request, LabelsPage.build(request=request, course=found, rows=rows, writers=writers), status=422)
    services.set_labels(actor=request.user, course=found, labels=rows.labels, writers=writers.cleaned_data["writers"])
    toast(request, _("Saved."))
    return redirect("community:labels", found.slug)


@require_http_methods(["GET", "POST"])
@login_required
def thread_labels(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    policies.can_label(request.rights, thread).require()
    if request.method == "GET":
        return show(request, ThreadLabelsPage.build(request=request, thread=thread))
    form = labels_form(thread, request.POST)
    if not form.is_valid():
        return show(request, ThreadLabelsPage.build(request=request, thread=thread, form=form), status=422)
    services.label_thread(actor=request.user, thread=thread, numbers=form.cleaned_data["labels"])
    toast(request, _("Saved."))
    return redirect(thread_url(thread))
