from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from moderation import policies, services
from moderation.forms import AnswerForm, AppealForm
from moderation.models import Appeal, Decision
from moderation.pages import AppealCasePage, AppealPage, AppealsPage, LetterPage


def _letter(request: Request, ref: str) -> Decision:
    rows = Decision.objects.visible_to(request.rights).select_related("case__scope", "clause")
    return get_object_or_404(rows, ref=ref)


def _appeal(request: Request, ref: str) -> Appeal:
    rows = Appeal.objects.decidable_by(request.rights).select_related("decision__case__scope", "decision__clause")
    return get_object_or_404(rows, ref=ref)


@login_required
@require_safe
def letter(request: Request, ref: str) -> HttpResponse:
    return show(request, LetterPage.build(rights=request.rights, decision=_letter(request, ref)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, ref: str) -> HttpResponse:
    """One page: three choices and a text box; after that the four dots and the answer."""
    decision = _letter(request, ref)
    if request.method != "POST":
        return show(request, AppealPage.build(rights=request.rights, decision=decision))
    form = AppealForm(request.POST)
    if not form.is_valid():
        return show(request, AppealPage.build(rights=request.rights, decision=decision, form=form), status=422)
    services.appeal(actor=request.user, decision=decision, **form.cleaned_data)
    toast(request, _("We have your appeal."))
    return redirect("moderation:appeal", decision.ref)


@login_required
@require_safe
def appeals(request: Request) -> HttpResponse:
    policies.can_open_desk(request.rights).require()
    return show(request, AppealsPage.build(rights=request.rights))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_case(request: Request, ref: str) -> HttpResponse:
    """The appeal in front of whoever may answer it."""
    found = _appeal(request, ref)
    if request.method != "POST":
        return show(request, AppealCasePage.build(rights=request.rights, appeal=found))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, AppealCasePage.build(rights=request.rights, appeal=found, form=form), status=422)
    services.decide_appeal(actor=request.user, appeal=found, **form.cleaned_data)
    toast(request, _("Answered. The author is told."))
    return redirect("moderation:appeals")


@login_required
@require_POST
def appeal_read(request: Request, ref: str) -> HttpResponse:
    """Begin to read: the author sees that somebody does."""
    found = _appeal(request, ref)
    services.begin_reading(actor=request.user, appeal=found)
    return redirect("moderation:appeal-case", found.ref)
