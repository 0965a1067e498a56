"""The veil over names: opening it, and the log of who did."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.pages import thread_url
from community.discussion.pages.names import NamesLogPage
from community.discussion.views.threads import found_thread
from core.pages import show
from core.toasts import toast


@require_POST
@login_required
def thread_names(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    services.open_names(actor=request.user, thread=thread)
    toast(request, _("You see the names in this thread now. This is logged."))
    return redirect(thread_url(thread))


@require_GET
@login_required
def names_log(request: Request) -> HttpResponse:
    policies.can_read_names_log(request.rights).require()
    return show(request, NamesLogPage.build(request=request))
