from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.pages import show
from core.toasts import toast
from mentoring import policies, services
from mentoring.forms import MissingForm, WishesForm
from mentoring.http import offer_or_404, programme_or_404
from mentoring.pages import FindPage, WishesPage

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def find(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    policies.can_seek(request.rights, programme).require()
    everyone = request.GET.get("show") == "everyone"
    return show(request, FindPage.build(request=request, programme=programme, everyone=everyone))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wishes(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    policies.can_seek(request.rights, programme).require()
    if request.method != "POST":
        return show(request, WishesPage.build(request=request, programme=programme))
    form = WishesForm(request.POST)
    if not form.is_valid():
        return show(request, WishesPage.build(request=request, programme=programme, form=form), status=422)
    services.keep_wishes(actor=request.user, programme=programme, wishes=form.wishes)
    return redirect("mentoring:find", slug)


@require_POST
@login_required
def aside(request: "Request", slug: str, offer_id: int) -> HttpResponse:
    offer = offer_or_404(request, slug, offer_id)
    services.set_aside(actor=request.user, offer=offer)
    undo = reverse("mentoring:back", args=[slug, offer.pk])
    toast(request, _("%(name)s is set aside. They are not told.") % {"name": offer.mentor.name}, undo=undo)
    return redirect("mentoring:find", slug)


@require_POST
@login_required
def back(request: "Request", slug: str, offer_id: int) -> HttpResponse:
    offer = offer_or_404(request, slug, offer_id)
    services.bring_back(actor=request.user, offer=offer)
    return redirect("mentoring:find", slug)


@require_POST
@login_required
def missing(request: "Request", slug: str) -> HttpResponse:
    programme = programme_or_404(request, slug)
    policies.can_seek(request.rights, programme).require()
    form = MissingForm(request.POST)
    if not form.is_valid():
        return show(request, FindPage.build(request=request, programme=programme, missing=form), status=422)
    services.tell_programme(actor=request.user, programme=programme, **form.cleaned_data)
    toast(request, _("Sent to the programme, without your name."))
    return redirect("mentoring:find", slug)
