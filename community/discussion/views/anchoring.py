"""From a text to a composer, and what a thread is about, said later."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.forms.about import NOTHING, AboutForm
from community.discussion.models import Thread
from community.discussion.pages import thread_url
from community.discussion.pages.about import ASKED, ThreadAboutPage, text_of
from community.discussion.pages.asking import AskPage
from community.discussion.views.threads import found_thread
from core.pages import show
from core.toasts import toast
from courses.pages.found import find_course
from courses.policies import can_read_unit


@require_GET
@login_required
def part_ask(request: Request, course: str, unit: str, key: str) -> HttpResponse:
    """To the composer of the only discussion of the unit; of several one chooses."""
    found = find_course(request.rights, course)
    here = found.unit(unit, request.rights) if found is not None else None
    if found is None or here is None:
        raise Http404
    can_read_unit(request.rights, here).require()
    part = text_of(request.rights, found.course, key)
    if part is None or part.unit_id != here.pk:
        raise Http404
    page = AskPage.build(request=request, found=found, part=part)
    page.refused.require()
    return redirect(page.places[0][1]) if len(page.places) == 1 else show(request, page)


@require_http_methods(["GET", "POST"])
@login_required
def thread_about(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    policies.can_anchor(request.rights, thread).require()
    if "remove" in request.POST:
        services.anchor_thread(actor=request.user, thread=thread, spot=None)
        toast(request, _("It is about nothing in particular now."))
        return redirect(thread_url(thread))
    form = _sent(request, thread)
    if form is not None and form.is_valid() and form.spot is not None:
        services.anchor_thread(actor=request.user, thread=thread, spot=form.spot)
        toast(request, _("Saved."))
        return redirect(thread_url(thread))
    page = ThreadAboutPage.build(request=request, thread=thread, form=form)
    return show(request, page, status=422 if request.method == "POST" else 200)


def _sent(request: Request, thread: Thread) -> AboutForm | None:
    """The words that were sent for a text; both are said to be missing where they are."""
    assert thread.course is not None
    part = text_of(request.rights, thread.course, request.POST.get(ASKED, "")[:12])
    if part is None:
        return None
    form = AboutForm(request.POST, text=part)
    if form.is_valid() and form.spot is None:
        form.add_error("words", NOTHING)
    return form
