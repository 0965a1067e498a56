import json
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policies, services
from accounts.forms import EraseForm
from accounts.pages import ErasePage, PrivacyPage
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def privacy(request: "Request") -> HttpResponse:
    return show(request, PrivacyPage.build(request=request))


@require_POST
@login_required
def download(request: "Request") -> HttpResponse:
    """Everything about me, in one file that a program and a person can read."""
    data = {"made": timezone.now(), "about": request.user.name, "apps": services.export(actor=request.user)}
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = f"colloquy-{request.user.handle or request.user.pk}-{timezone.localdate():%Y-%m-%d}.json"
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: "Request") -> HttpResponse:
    """Leave for good."""
    if request.method != "POST":
        return show(request, ErasePage.build(request=request))
    policies.can_erase(request.rights, request.user).require()
    form = EraseForm(request.POST, user=request.user)
    if not form.is_valid():
        return show(request, ErasePage.build(request=request, form=form), status=422)
    services.erase(actor=request.user)
    logout(request)
    toast(request, _("Your account is gone. Thank you for having been here."))
    return redirect("account_login")
