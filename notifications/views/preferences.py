from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.pages import show
from core.toasts import toast
from notifications import services
from notifications.choices import DIGEST
from notifications.forms import RhythmForm
from notifications.pages import SettingsPage, StopPage, levels_form

if TYPE_CHECKING:
    from accounts.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: "Request") -> HttpResponse:
    """Two forms on one page: what comes, and when."""
    if request.method != "POST":
        return show(request, SettingsPage.build(request=request))
    if "rhythm" in request.POST:
        return _rhythm(request)
    form = levels_form(request, request.POST)
    if not form.is_valid():
        return show(request, SettingsPage.build(request=request, levels=form), status=422)
    services.prefer(actor=request.user, levels=form.levels)
    toast(request, _("Saved."))
    return redirect("notifications:settings")


def _rhythm(request: "Request") -> HttpResponse:
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return show(request, SettingsPage.build(request=request, rhythm=form), status=422)
    services.set_rhythm(actor=request.user, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("notifications:settings")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail. Looking changes nothing (scanners look); the POST needs no cookie, for mail programs send it."""
    wanted = services.read_stop(token)
    if wanted is None or (wanted.kind != DIGEST and wanted.declared is None):
        raise Http404
    label = wanted.declared.label if wanted.declared else ""
    if request.method == "POST":
        services.stop(actor=get_object_or_404(User, pk=wanted.user_id), kind=wanted.kind)
    done = request.method == "POST"
    return show(request, StopPage(token=token, label=label, digest=wanted.kind == DIGEST, done=done))
