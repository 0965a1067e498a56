from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from core.pages import show
from core.toasts import toast
from moderation import services
from moderation.extensions import ContentKind, kinds
from moderation.models import Case
from moderation.pages.reports import ReportPage, form_for
from moderation.policies import can_report
from moderation.services.evidence import address_of


def _content(request: Request, kind: str, object_id: int) -> tuple[ContentKind, Any]:
    """The thing itself, for whoever may see it; everything else is absent."""
    owner = kinds.get(kind)
    if owner is None:
        raise Http404
    try:
        content = owner.get(object_id)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    can_report(request.rights, owner, content).require()
    return owner, content


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, kind: str, object_id: int) -> HttpResponse:
    """Say which rule it may break; course staff can hide it in the same act."""
    owner, content = _content(request, kind, object_id)
    if request.method != "POST":
        page = ReportPage.build(rights=request.rights, kind=owner, object_id=object_id, content=content)
        return show(request, page)
    form = form_for(request.rights, owner, content, request.POST)
    if not form.is_valid():
        page = ReportPage.build(rights=request.rights, kind=owner, object_id=object_id, content=content, form=form)
        return show(request, page, status=422)
    at_once = form.cleaned_data.pop("at_once", False)
    act = services.hide_at_once if at_once else services.report
    act(actor=request.user, kind=owner.key, object_id=object_id, **form.cleaned_data)
    toast(request, _("Thank you. Somebody will look at it, and you will be told what came of it."))
    return redirect("/" if at_once else owner.url(content))


@login_required
@require_POST
def show_again(request: Request, ref: str) -> HttpResponse:
    """Undo a hiding at once."""
    case = Case.objects.filter(ref=ref).first()
    if case is None:
        raise Http404
    services.show_again(actor=request.user, case=case)
    toast(request, _("It can be seen again."))
    return redirect(address_of(case))
