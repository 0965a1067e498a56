"""What an institution's administrators decide about it, and its stylesheet."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policies, services
from accounts.choices import Protocol, ScopeKind
from accounts.forms import LimitsForm, LookForm
from accounts.models import Institution, Scope, SignOn
from accounts.pages import InstitutionPage, SignOnPage, form_of
from core.outward import Refused
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request

YEAR = 31_536_000


@require_safe
def institution_sheet(request: HttpRequest, scope_id: int, mark: str) -> HttpResponse:
    """The colours of an institution. The address changes with them, so everybody may keep it for a year."""
    found = get_object_or_404(Institution, scope=scope_id)
    sheet = services.sheet_of(found)
    if sheet is None or sheet.mark != mark:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return HttpResponse(sheet.text, content_type="text/css; charset=utf-8", headers=headers)


def _tended(request: "Request", scope_id: int) -> Scope:
    scope = get_object_or_404(Scope, pk=scope_id, kind=ScopeKind.INSTITUTION)
    policies.can_tend(request.rights, scope).require()
    return scope


@require_safe
@login_required
def institution(request: "Request", scope_id: int) -> HttpResponse:
    return show(request, InstitutionPage.build(request=request, scope=_tended(request, scope_id)))


@require_POST
@login_required
def institution_look(request: "Request", scope_id: int) -> HttpResponse:
    scope = _tended(request, scope_id)
    form = LookForm(request.POST, scope=scope, for_site=bool(policies.can_set_up(request.rights)))
    if not form.is_valid():
        return show(request, InstitutionPage.build(request=request, scope=scope, look=form), status=422)
    services.change_look(actor=request.user, scope=scope, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("accounts:institution", scope_id)


@require_POST
@login_required
def institution_files(request: "Request", scope_id: int) -> HttpResponse:
    """Which files its people may add to what they write."""
    scope = _tended(request, scope_id)
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return show(request, InstitutionPage.build(request=request, scope=scope, files=form), status=422)
    services.change_limits(actor=request.user, scope=scope, limits=form.limits)
    toast(request, _("Saved."))
    return redirect("accounts:institution", scope_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def institution_add(request: "Request", scope_id: int, protocol: str) -> HttpResponse:
    """One more provider. By SAML it is the site that trusts it, for what it signs may name anybody."""
    scope = _tended(request, scope_id)
    if protocol not in Protocol.values:
        raise Http404
    if protocol == Protocol.SAML:
        policies.can_set_up(request.rights).require()
    return _edited(request, scope, Protocol(protocol))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def institution_sign_on(request: "Request", scope_id: int, sign_on_id: int) -> HttpResponse:
    scope = _tended(request, scope_id)
    sign_on = get_object_or_404(SignOn, scope=scope, pk=sign_on_id)
    return _edited(request, scope, Protocol(sign_on.protocol), sign_on)


def _edited(request: "Request", scope: Scope, protocol: Protocol, sign_on: SignOn | None = None) -> HttpResponse:
    if request.method != "POST":
        return show(request, SignOnPage.build(request=request, scope=scope, protocol=protocol, sign_on=sign_on))
    for_site = bool(policies.can_set_up(request.rights))
    form = form_of(protocol)(request.POST, scope=scope, sign_on=sign_on, for_site=for_site)
    if not form.is_valid():
        page = SignOnPage.build(request=request, scope=scope, protocol=protocol, sign_on=sign_on, form=form)
        return show(request, page, status=422)
    saved = services.change_sign_on(actor=request.user, scope=scope, sign_on=sign_on, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("accounts:institution-sign-on", scope_id=scope.pk, sign_on_id=saved.pk)


@require_POST
@login_required
def institution_try(request: "Request", scope_id: int, sign_on_id: int) -> HttpResponse:
    """Ask the provider for what it says of itself."""
    scope = _tended(request, scope_id)
    sign_on = get_object_or_404(SignOn, scope=scope, pk=sign_on_id)
    try:
        toast(request, services.try_sign_on(sign_on))
    except Refused as refused:
        protocol = Protocol(sign_on.protocol)
        page = SignOnPage.build(request=request, scope=scope, protocol=protocol, sign_on=sign_on, trouble=str(refused))
        return show(request, page, status=422)
    return redirect("accounts:institution-sign-on", scope_id=scope_id, sign_on_id=sign_on_id)


@require_POST
@login_required
def institution_remove(request: "Request", scope_id: int, sign_on_id: int) -> HttpResponse:
    scope = _tended(request, scope_id)
    services.remove_sign_on(
        actor=request.user, scope=scope, sign_on=get_object_or_404(SignOn, scope=scope, pk=sign_on_id)
    )
    toast(request, _("Removed."))
    return redirect("accounts:institution", scope_id)
