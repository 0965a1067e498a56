from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.pages import show
from core.toasts import toast
from mentoring import policies, services
from mentoring.choices import Reason
from mentoring.forms import AcceptForm, AskForm, DeclineForm
from mentoring.http import ask_or_404, offer_or_404, programme_or_404
from mentoring.pages import AskPage, AsksPage, NewAskPage
from mentoring.pages.asks import colleagues

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def asks(request: "Request", slug: str) -> HttpResponse:
    return show(request, AsksPage.build(request=request, programme=programme_or_404(request, slug)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_new(request: "Request", slug: str, offer_id: int) -> HttpResponse:
    offer = offer_or_404(request, slug, offer_id)
    policies.can_seek(request.rights, offer.programme).require()
    if request.method != "POST":
        return show(request, NewAskPage.build(request=request, offer=offer))
    form = AskForm(request.POST)
    if not form.is_valid():
        return show(request, NewAskPage.build(request=request, offer=offer, form=form), status=422)
    ask = services.send_ask(actor=request.user, offer=offer, **form.cleaned_data)
    toast(request, _("Your ask is on its way to %(name)s.") % {"name": offer.mentor.name})
    return redirect("mentoring:ask", slug, ask.ref)


@require_safe
@login_required
def ask_detail(request: "Request", slug: str, ref: str) -> HttpResponse:
    """The mentor opening it is the one thing a GET may note down, and may fail to."""
    ask = ask_or_404(request, slug, ref)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        with suppress(OperationalError):
            services.start_reading(actor=request.user, ask=ask)
    return show(request, AskPage.build(request=request, ask=ask))


@require_POST
@login_required
def ask_accept(request: "Request", slug: str, ref: str) -> HttpResponse:
    ask = ask_or_404(request, slug, ref)
    policies.can_answer(request.rights, ask).require()
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return show(request, AskPage.build(request=request, ask=ask, accept=form), status=422)
    pair = services.accept_ask(actor=request.user, ask=ask, **form.cleaned_data)
    toast(request, _("You said yes, and signed. Pick a first time, and write a line if you like."))
    return redirect("mentoring:pair", pair.ref)


@require_POST
@login_required
def ask_decline(request: "Request", slug: str, ref: str) -> HttpResponse:
    ask = ask_or_404(request, slug, ref)
    policies.can_answer(request.rights, ask).require()
    form = DeclineForm(request.POST, colleagues=colleagues(ask))
    if not form.is_valid():
        return show(request, AskPage.build(request=request, ask=ask, decline=form), status=422)
    given = {**form.cleaned_data, "reason": Reason(form.cleaned_data["reason"])}
    services.decline_ask(actor=request.user, ask=ask, **given)
    toast(request, _("Answered. Thank you for answering in time."))
    return redirect("mentoring:ask", slug, ref)


@require_POST
@login_required
def ask_withdraw(request: "Request", slug: str, ref: str) -> HttpResponse:
    services.withdraw_ask(actor=request.user, ask=ask_or_404(request, slug, ref))
    toast(request, _("Taken back. The place in your open asks is free again."))
    return redirect("mentoring:find", slug)
