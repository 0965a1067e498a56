from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Scope
from core.pages import show
from core.toasts import toast
from courses.models import Course
from mentoring import policies, services
from mentoring.forms import OfferForm, ProgrammeForm
from mentoring.http import programme_or_404
from mentoring.models import Offer, Programme
from mentoring.pages import (
    AgreementPage,
    NoProgrammePage,
    NumbersPage,
    OfferPage,
    ProgrammePage,
    ProgrammesPage,
    SetUpPage,
)
from mentoring.pages.menus import menu_of
from mentoring.services.programmes import first_agreement

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def programmes(request: "Request") -> HttpResponse:
    """The rounds of this person; the one round directly when there is only one."""
    page = ProgrammesPage.build(request=request)
    if len(page.programmes) == 1:
        return redirect("mentoring:programme", page.programmes[0].slug)
    return show(request, page)


@require_safe
@login_required
def programme_detail(request: "Request", slug: str) -> HttpResponse:
    return show(request, ProgrammePage.build(request=request, programme=programme_or_404(request, slug)))


@require_safe
@login_required
def for_course(request: "Request", course: str) -> HttpResponse:
    """Where the mentors of a course are: the nearest round that runs."""
    found = get_object_or_404(Course.objects.visible_to(request.rights).select_related("scope"), slug=course)
    nearest = Programme.objects.visible_to(request.rights).for_scope(found.scope).running().first()
    if nearest is not None:
        return redirect("mentoring:programme", nearest.slug)
    return show(request, NoProgrammePage(course=found, may_open=policies.can_run(request.rights, found.scope)))


@require_safe
@login_required
def agreement(request: "Request", slug: str) -> HttpResponse:
    return show(request, AgreementPage.build(request=request, programme=programme_or_404(request, slug)))


@require_safe
@login_required
def numbers(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    policies.can_count(request.rights, programme).require()
    return show(request, NumbersPage.build(request=request, programme=programme))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    if request.method != "POST" and Offer.objects.filter(programme=programme, mentor=request.user).exists():
        return show(request, OfferPage.build(request=request, programme=programme))
    policies.can_offer(request.rights, programme).require()
    if request.method != "POST":
        return show(request, OfferPage.build(request=request, programme=programme))
    form = OfferForm(request.POST)
    if not form.is_valid():
        return show(request, OfferPage.build(request=request, programme=programme, form=form), status=422)
    services.offer_places(actor=request.user, programme=programme, **form.fields_given)
    toast(request, _("Saved. Students see it like this from now on."))
    return redirect("mentoring:offer", programme.slug)


@require_POST
@login_required
def offer_pause(request: "Request", slug: str) -> HttpResponse:
    mine = get_object_or_404(Offer, programme=programme_or_404(request, slug), mentor=request.user)
    services.pause_offer(actor=request.user, offer=mine)
    toast(request, _("Paused. No new ask reaches you until you go on."))
    return redirect("mentoring:offer", slug)


@require_POST
@login_required
def offer_resume(request: "Request", slug: str) -> HttpResponse:
    mine = get_object_or_404(Offer, programme=programme_or_404(request, slug), mentor=request.user)
    services.resume_offer(actor=request.user, offer=mine)
    toast(request, _("You are on offer again."))
    return redirect("mentoring:offer", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def programme_new(request: "Request", scope_id: int) -> HttpResponse:
    scope = get_object_or_404(Scope, pk=scope_id)
    policies.can_run(request.rights, scope).require()
    form = ProgrammeForm(request.POST if request.method == "POST" else None, initial={"agreement": first_agreement()})
    if request.method == "POST" and form.is_valid():
        made = services.open_programme(actor=request.user, scope=scope, **form.cleaned_data)
        toast(request, _("The round is open. Next: tell the mentors, so that they offer places."))
        return redirect("mentoring:programme", made.slug)
    return show(request, SetUpPage(scope=scope, form=form), status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_up(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    if not policies.can_run(request.rights, programme.scope):
        raise Http404
    form = ProgrammeForm(
        request.POST if request.method == "POST" else None, instance=Programme.objects.get(pk=programme.pk)
    )
    if request.method == "POST" and form.is_valid():
        services.set_up(actor=request.user, programme=programme, **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect("mentoring:programme", slug)
    page = SetUpPage(scope=programme.scope, form=form, programme=programme, menu=menu_of(request, programme, "set-up"))
    return show(request, page, status=422 if form.is_bound else 200)
