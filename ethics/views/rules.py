from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from accounts.models import Scope
from core.pages import show
from core.policy import Refused
from core.toasts import toast
from ethics import policies, services
from ethics.forms import AgreeForm, ticked
from ethics.models import Need
from ethics.pages import RulesPage, later_cookie

LATER = 12 * 60 * 60


def _scope(request: Request, scope_id: int) -> Scope:
    scope = get_object_or_404(Scope, pk=scope_id)
    policies.can_read_rules(request.rights, scope).require()
    return scope


def _next(request: Request) -> str:
    """Where the person was: named by the form or the link, else the page of ours that they came from."""
    asked = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    if not asked or not safe:
        return ""
    parts = urlsplit(asked)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if address.startswith("/rules/") else address


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request, scope_id: int) -> HttpResponse:
    """The rules that hold here, and the button that agrees to them and goes back to where one was."""
    scope, back = _scope(request, scope_id), _next(request)
    if request.method != "POST":
        return show(request, RulesPage.build(rights=request.rights, scope=scope, next=back))
    form = AgreeForm(request.POST)
    try:
        if form.is_valid():
            _agree(request, scope, form.cleaned_data["shown"])
            toast(request, _("Thank you. You can write here now."))
            return redirect(back or request.path)
    except Refused as refused:
        form.add_error(None, str(refused.verdict.reason))
    page = RulesPage.build(rights=request.rights, scope=scope, next=back, form=form)
    return show(request, page, status=422)


def _agree(request: Request, scope: Scope, shown: dict[int, str]) -> None:
    needs = Need.objects.in_force(scope).filter(pk__in=policies.unmet_checklists(request.rights, scope))
    services.agree(
        actor=request.user, scope=scope, shown=shown, ticked={need.pk: ticked(request.POST, need.pk) for need in needs}
    )


@login_required
@require_POST
def rules_later(request: Request, scope_id: int) -> HttpResponse:
    """Read first, decide later: the rules fold to one line, and posting still asks."""
    scope = _scope(request, scope_id)
    answer = redirect(_next(request) or "/")
    answer.set_cookie(
        later_cookie(scope.pk), "1", max_age=LATER, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return answer
