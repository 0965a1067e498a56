from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.pages import AccountSettingsPage, ProfileSettingsPage
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def settings(request: "Request") -> HttpResponse:
    return redirect("accounts:profile-settings")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings_profile(request: "Request") -> HttpResponse:
    if request.method != "POST":
        return show(request, ProfileSettingsPage.build(request=request))
    form = ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return show(request, ProfileSettingsPage.build(request=request, form=form), status=422)
    services.change_profile(actor=request.user, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("accounts:profile-settings")


@require_safe
@login_required
def account(request: "Request") -> HttpResponse:
    return show(request, AccountSettingsPage.build(request=request))
