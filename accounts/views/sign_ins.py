"""How one signs in: the second factor, and the devices on which one is signed in."""

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.models import SignIn, User
from accounts.pages import SignInsPage
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def second_step(request: "Request") -> HttpResponse:
    """On to where a second factor is set up; who has one shows it."""
    factors = services.factors_of(request.user.pk)
    if not factors or services.is_proven(session=request.session, user_id=request.user.pk):
        return redirect("mfa_index")
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    by_code = Authenticator.Type.TOTP in factors
    route = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(route)}?{urlencode({'next': wanted if safe else '/'})}")


@require_safe
@login_required
def sign_ins(request: "Request") -> HttpResponse:
    return show(request, SignInsPage.build(request=request))


@require_POST
@login_required
def end_sign_in(request: "Request", sign_in_id: int) -> HttpResponse:
    sign_in = get_object_or_404(SignIn, pk=sign_in_id, user=request.user)
    services.end_sign_in(actor=request.user, sign_in=sign_in)
    if sign_in.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    toast(request, _("Signed out on that device."))
    return redirect("accounts:sign-ins")


@require_POST
@login_required
def end_others(request: "Request") -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    services.end_others(actor=user, keep=str(request.session.session_key))
    update_session_auth_hash(request, user)
    toast(request, _("Signed out everywhere else."))
    return redirect("accounts:sign-ins")
