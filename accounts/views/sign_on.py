"""By way of one's institution, and back."""

from typing import TYPE_CHECKING

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapters.openid import OpenIdAdapter

if TYPE_CHECKING:
    from accounts.http import Request


def _with(view: type, request: "Request", key: str) -> HttpResponse:
    adapter = OpenIdAdapter(request, key)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)  # type: ignore[attr-defined]
    except OAuth2Error as error:
        answer = render_authentication_error(request, provider, exception=error)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def sign_on(request: "Request", key: str) -> HttpResponse:
    """A button leads here by POST; somebody who only has the address is asked first, for a link of others begins nothing.
    On by a page, not by a redirect: our Content-Security-Policy lets forms lead to ourselves only, redirects included.
    """
    answer = _with(OAuth2LoginView, request, key)
    onward = answer.headers.get("Location", "/")
    local = url_has_allowed_host_and_scheme(onward, {request.get_host()})
    return answer if local else render(request, "socialaccount/onward.html", {"onward": onward})


@require_safe
@login_not_required
def sign_on_back(request: "Request", key: str) -> HttpResponse:
    return _with(OAuth2CallbackView, request, key)
