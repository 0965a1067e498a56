from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policies, services
from accounts.choices import Role, ScopeKind
from accounts.forms import DutyForm, FirstAdministratorForm, PlaceForm
from accounts.models import Membership
from accounts.pages import ArrangePage, FirstPage, NobodyPage, SetupPage, own_people, own_places
from core.extensions import checks
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
def setup(request: "Request") -> HttpResponse:
    """What is still missing; before there is anybody to see it, where the first administrator comes in."""
    if request.rights.user_id is None:
        return redirect_to_login(request.path) if services.has_administrator() else show(request, NobodyPage())
    policies.can_set_up(request.rights).require()
    return show(request, SetupPage.build(request=request))


@require_POST
@login_required
def try_check(request: "Request", key: str) -> HttpResponse:
    """Press the button of one line, and say what happened."""
    policies.can_set_up(request.rights).require()
    if (check := checks.get(key)) is None:
        raise Http404
    if words := check.test(request.user):
        toast(request, words)
    return redirect("accounts:setup")


@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """The door for the first administrator: the server printed its address, and it closes behind the first who comes."""
    if not services.opens_first(token):
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, FirstPage(form=form), status=422 if request.method == "POST" else 200)
    user = services.become_first(**form.cleaned_data)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("accounts:setup")


@require_safe
@login_required
def arrange(request: "Request") -> HttpResponse:
    policies.can_arrange(request.rights).require()
    return show(request, ArrangePage.build(request=request))


@require_POST
@login_required
def found(request: "Request") -> HttpResponse:
    policies.can_arrange(request.rights).require()
    form = PlaceForm(request.POST, parents=own_places(request.rights))
    if not form.is_valid():
        return show(request, ArrangePage.build(request=request, place=form), status=422)
    data = form.cleaned_data | {"kind": ScopeKind(form.cleaned_data["kind"])}
    services.found(actor=request.user, **data)
    toast(request, _("There it is."))
    return redirect("accounts:arrange")


@require_POST
@login_required
def appoint(request: "Request") -> HttpResponse:
    policies.can_arrange(request.rights).require()
    form = DutyForm(request.POST, scopes=own_places(request.rights), people=own_people(request.rights))
    if form.is_valid():
        scope, role = form.cleaned_data["scope"], Role(form.cleaned_data["role"])
        if verdict := policies.can_appoint(request.rights, scope, role):
            services.appoint(actor=request.user, person=form.person, scope=scope, role=role)
            toast(request, _("Done. They are told."))
            return redirect("accounts:arrange")
        form.add_error("role", str(verdict.reason))
    return show(request, ArrangePage.build(request=request, duty=form), status=422)


@require_POST
@login_required
def relieve(request: "Request", membership_id: int) -> HttpResponse:
    live = Membership.objects.live().select_related("scope", "user")
    membership = get_object_or_404(live, pk=membership_id, scope__in=own_places(request.rights))
    services.relieve(actor=request.user, membership=membership)
    toast(request, _("The duty has ended."))
    return redirect("accounts:arrange")
