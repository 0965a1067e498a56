from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.pages import show
from core.toasts import toast
from courses.models import Placement
from courses.pages import BlockPage
from mentoring import policies, services
from mentoring.forms import PanelAskForm
from mentoring.models import Panel
from mentoring.pages import SeatsPage
from mentoring.pages.panels import seats_form, seats_of

if TYPE_CHECKING:
    from accounts.http import Request


def panel_or_404(request: "Request", placement_id: int) -> Panel:
    """A panel whose space this person reads."""
    panel = (
        Panel.objects.filter(placement=placement_id, space__audience__in=request.rights.audiences)
        .select_related("programme__scope", "space")
        .first()
    )
    if panel is None:
        raise Http404
    panel.placement = Placement.objects.with_unit().get(pk=placement_id)
    return panel


@require_POST
@login_required
def panel_ask(request: "Request", placement_id: int) -> HttpResponse:
    """An ask to one mentor, sent from the unit; an invalid form redraws the block alone."""
    panel = panel_or_404(request, placement_id)
    if panel.programme is None:
        raise Http404
    policies.can_seek(request.rights, panel.programme).require()
    seats = seats_of(request.rights, [panel.placement]).get(placement_id, [])
    form = PanelAskForm(request.POST, offers=[seat.offer for seat in seats], auto_id=f"ask{placement_id}-%s")
    if not form.is_valid():
        page = BlockPage.build(request=request, placement=panel.placement, over={"ask": form})
        return show(request, page, status=422)
    offer, text = form.cleaned_data["offer"], form.cleaned_data["text"]
    ask = services.send_ask(actor=request.user, offer=offer, text=text, placement=panel.placement)
    toast(request, _("Your ask is on its way to %(name)s.") % {"name": offer.mentor.name})
    return redirect("mentoring:ask", ask.programme.slug, ask.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def panel_seats(request: "Request", placement_id: int) -> HttpResponse:
    panel = panel_or_404(request, placement_id)
    policies.can_seat(request.rights, panel).require()
    form = seats_form(panel, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        page = SeatsPage(panel=panel, placement=panel.placement, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    services.reseat(actor=request.user, panel=panel, offers=form.cleaned_data["offers"])
    toast(request, _("The panel is set. Its mentors are told."))
    return redirect(panel.placement.unit_url)


@require_POST
@login_required
def panel_step_down(request: "Request", placement_id: int) -> HttpResponse:
    services.step_down(actor=request.user, panel=panel_or_404(request, placement_id))
    toast(request, _("You are no longer on this panel. What you answered stays."))
    return redirect("mentoring:programmes")
