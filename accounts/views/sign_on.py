"""By way of one's institution, and back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.utils import respond_to_login_on_get
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapters.openid import OpenIdAdapter
from accounts.adapters.providers import InstitutionProvider
from accounts.adapters.saml import SamlProvider, ends_of
from accounts.choices import Protocol
from accounts.models import SignOn
from accounts.services.saml import Unfit

if TYPE_CHECKING:
    from accounts.http import Request


def _provider(request: "Request", key: str) -> InstitutionProvider:
    provider: InstitutionProvider = get_adapter().get_provider(request, key)
    if not provider.is_offered:
        raise Http404
    return provider


def _said(request: "Request", provider: InstitutionProvider, act: Callable[["Request"], HttpResponse]) -> HttpResponse:
    """What came of it; where the provider's answer does not hold, a page with the reason."""
    try:
        return act(request)
    except (OAuth2Error, Unfit) as error:
        answer: HttpResponse = render_authentication_error(request, provider, exception=error)
        return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def sign_on(request: "Request", key: str) -> HttpResponse:
    """A button leads here by POST; somebody who only has the address is asked first, for a link of others begins nothing.
    On by a page, not by a redirect: our Content-Security-Policy lets forms lead to ourselves only, redirects included.
    """
    provider = _provider(request, key)
    if isinstance(provider, SamlProvider):
        answer = respond_to_login_on_get(request, provider) or _said(request, provider, provider.redirect_from_request)
    else:
        answer = _said(request, provider, OAuth2LoginView.adapter_view(OpenIdAdapter(request, key)))
    onward = answer.headers.get("Location", "/")
    local = url_has_allowed_host_and_scheme(onward, {request.get_host()})
    return answer if local else render(request, "socialaccount/onward.html", {"onward": onward})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def sign_on_back(request: "Request", key: str) -> HttpResponse:
    """By SAML the provider itself posts here, so there is no token; it is asked for its signature, and the session of
    whoever comes for the request that was begun in it."""
    provider = _provider(request, key)
    if isinstance(provider, SamlProvider):
        return _said(request, provider, provider.arrive if request.method == "POST" else provider.finish)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return _said(request, provider, OAuth2CallbackView.adapter_view(OpenIdAdapter(request, key)))


@require_safe
@login_not_required
def sign_on_metadata(request: "Request", key: str) -> HttpResponse:
    """Who we are, for a provider by SAML; also before the sign-on is offered, for it is entered there first."""
    if not SignOn.objects.seen_at(request.institution).filter(key=key, protocol=Protocol.SAML).exists():
        raise Http404
    kind = "application/samlmetadata+xml"
    return render(request, "accounts/saml.xml", {"ends": ends_of(request, key)}, content_type=kind)
