from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from moderation import policies, services
from moderation.choices import CaseState
from moderation.forms import FindingForm, NoteForm
from moderation.models import Case, Decision
from moderation.pages import CasePage, DecidedPage, DeskPage
from moderation.services.decisions import draft
from moderation.services.evidence import rules_for


def _case(request: Request, ref: str) -> Case:
    """Cases in conflict are absent."""
    return get_object_or_404(Case.objects.visible_to(request.rights).select_related("scope", "author"), ref=ref)


@login_required
@require_safe
def desk(request: Request) -> HttpResponse:
    """The single oldest case that this person may decide."""
    policies.can_open_desk(request.rights).require()
    return show(request, DeskPage.build(rights=request.rights))


@login_required
@require_safe
def decided(request: Request) -> HttpResponse:
    policies.can_open_desk(request.rights).require()
    return show(request, DecidedPage.build(rights=request.rights))


@login_required
@require_safe
def case(request: Request, ref: str) -> HttpResponse:
    return show(request, CasePage.build(rights=request.rights, case=_case(request, ref)))


@login_required
@require_POST
def case_names(request: Request, ref: str) -> HttpResponse:
    """Lift the veil; it is written into the audit chain."""
    found = _case(request, ref)
    services.show_names(actor=request.user, case=found)
    return redirect("moderation:case", found.ref)


@login_required
@require_POST
def case_decide(request: Request, ref: str) -> HttpResponse:
    """Preview the letter, or send it."""
    found = _case(request, ref)
    if found.state != CaseState.PROPOSED and found.is_open:
        policies.can_decide(request.rights, found).require()
    form = FindingForm(request.POST, case=found, rules=rules_for(found))
    if not form.is_valid():
        return show(request, CasePage.build(rights=request.rights, case=found, form=form), status=422)
    if request.POST.get("do") != "send":
        preview = draft(decider=request.user, case=found, **form.finding)
        return show(request, CasePage.build(rights=request.rights, case=found, form=form, preview=preview))
    decision = services.decide(actor=request.user, case=found, **form.finding)
    toast(request, _("Sent.") if decision.confirm_by is None else _("Done. A second person is asked to confirm it."))
    return redirect("moderation:desk")


@login_required
@require_POST
def case_hand_over(request: Request, ref: str) -> HttpResponse:
    """Leave it to the next person, with a word."""
    found, form = _case(request, ref), NoteForm(request.POST)
    if not form.is_valid():
        return show(request, CasePage.build(rights=request.rights, case=found, note_form=form), status=422)
    services.hand_over(actor=request.user, case=found, note=form.cleaned_data["note"])
    toast(request, _("Handed over."))
    return redirect("moderation:desk")


@login_required
@require_POST
def case_confirm(request: Request, ref: str) -> HttpResponse:
    """The second person: confirm what was decided, or see it otherwise and take over."""
    found = _case(request, ref)
    last = found.decisions.order_by("-pk").values("pk")[:1]
    decision = get_object_or_404(
        Decision.objects.select_related("case__scope"), pk__in=list(last.values_list("pk", flat=True))
    )
    if request.POST.get("do") == "confirm":
        services.confirm(actor=request.user, decision=decision)
        toast(request, _("Confirmed."))
        return redirect("moderation:desk")
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, CasePage.build(rights=request.rights, case=found, note_form=form), status=422)
    services.decline(actor=request.user, decision=decision, note=form.cleaned_data["note"])
    return redirect("moderation:case", found.ref)
