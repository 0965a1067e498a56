from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from core.pages import show
from core.policy import no
from core.toasts import toast
from moderation import services
from moderation.forms import LookForm
from moderation.models import Case, Decision, Look
from moderation.pages import AskAgainPage, LookPage
from moderation.services.looks import digest, text_now


def _decision(request: Request, kind: str, object_id: int) -> Decision:
    """The newest letter about something of one's own; anybody else finds nothing here."""
    mine = Decision.objects.visible_to(request.rights).filter(case__kind=kind, case__object_id=object_id)
    found = mine.select_related("case__scope", "case__author").order_by("-decided_at", "-pk").first()
    if found is None:
        if Case.objects.open().filter(kind=kind, object_id=object_id, author=request.user).exists():
            no(_("Nobody has decided yet. The letter that you will get says what you can do.")).require()
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: Request, kind: str, object_id: int) -> HttpResponse:
    """It was hidden, and changed since: ask to have it shown again."""
    decision = _decision(request, kind, object_id)
    if request.method != "POST":
        return show(request, AskAgainPage.build(rights=request.rights, decision=decision))
    try:
        services.ask_again(actor=request.user, decision=decision)
    except ValidationError:
        return show(request, AskAgainPage.build(rights=request.rights, decision=decision), status=422)
    toast(request, _("A person looks at it once more and writes to you."))
    return redirect("moderation:ask-again", kind, object_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request, ref: str) -> HttpResponse:
    """What was changed, in front of whoever may say that it can be shown again."""
    rows = Look.objects.waiting_for(request.rights).select_related("decision__case__scope", "decision__clause")
    found = get_object_or_404(rows, ref=ref)
    if request.method != "POST":
        return show(request, LookPage.build(rights=request.rights, look=found))
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            services.answer_look(actor=request.user, look=found, **form.cleaned_data)
        except ValidationError as changed:
            form.add_error(None, changed)
            form.data = {**form.data.dict(), "seen": digest(text_now(found.decision.case))}  # type: ignore[attr-defined]
    if form.errors:
        return show(request, LookPage.build(rights=request.rights, look=found, form=form), status=422)
    toast(request, _("Answered. The author is told."))
    return redirect("moderation:desk")
