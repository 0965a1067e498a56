"""Before a question is asked: was it asked already? And after: where."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import ThreadKind
from community.discussion.forms import PointForm, StartForm
from community.discussion.models import Space, Thread
from community.discussion.pages import find_thread, thread_url
from community.discussion.pages.similar import PointPage, point_form, similar_to
from core.pages import show
from core.policy import no
from core.toasts import toast


@require_GET
@login_required
def similar(request: Request, space_id: int) -> HttpResponse:
    """The list under a title that is being typed; `similar` among its fields says which were shown."""
    space = get_object_or_404(Space.objects.visible_to(request.rights).select_related("course"), pk=space_id)
    rows = similar_to(request.rights, space.course, request.GET.get("title", "")) if space.course else []
    return render(request, "community/_similar.html", {"rows": rows})


def was_asked(request: Request, form: StartForm, space: Space) -> bool:
    """Whether similar questions have to be shown first: those that this form has not shown yet. Puts them into it."""
    data = form.cleaned_data
    if data["kind"] != ThreadKind.QUESTION or space.course is None:
        return False
    title = data["title"] or data["source"].strip().split("\n", 1)[0]
    rows = similar_to(request.rights, space.course, title)
    shown = set(request.POST.get("similar", "").split(","))
    form.similar = rows
    return bool({str(row.thread.pk) for row in rows} - shown)


def _thread(request: Request, thread_id: int) -> Thread:
    thread = find_thread(request.rights, thread_id)
    if thread is None:
        raise Http404
    policies.can_point(request.rights, thread).require()
    return thread


def _original(request: Request, thread: Thread, form: PointForm) -> Thread | None:
    """The question that was chosen; what is wrong with the choice stands in the form."""
    if not form.is_valid():
        return None
    chosen = Thread.objects.visible_to(request.rights).filter(pk=form.cleaned_data["chosen"]).first()
    verdict = policies.can_point_at(request.rights, thread, chosen) if chosen else no(_("There is no such question."))
    if not verdict:
        form.add_error(None, str(verdict.reason))
    return chosen if verdict else None


@require_http_methods(["GET", "POST"])
@login_required
def thread_point(request: Request, thread_id: int) -> HttpResponse:
    thread = _thread(request, thread_id)
    form = point_form(request, thread, request.POST if request.method == "POST" else None)
    original = _original(request, thread, form)
    if original is None:
        page = PointPage.build(request=request, thread=thread, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    services.point(actor=request.user, thread=thread, original=original)
    toast(request, _("It shows the way to the other question now."))
    return redirect(thread_url(thread))


@require_POST
@login_required
def thread_unpoint(request: Request, thread_id: int) -> HttpResponse:
    thread = _thread(request, thread_id)
    services.unpoint(actor=request.user, thread=thread)
    toast(request, _("It stands for itself again."))
    return redirect(thread_url(thread))
