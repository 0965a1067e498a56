"""«Was this you?»: what came from an earlier course under an address that somebody has verified since."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from accounts.models import Placeholder
from accounts.services import claim_placeholder, decline_placeholder
from community.discussion.pages.earlier import EarlierPage
from core.pages import show
from core.toasts import toast


@require_safe
@login_required
def earlier(request: Request) -> HttpResponse:
    return show(request, EarlierPage.build(user=request.user))


@require_POST
@login_required
def earlier_answer(request: Request, pk: int) -> HttpResponse:
    """Only a yes, said with the button that says so, makes it theirs."""
    placeholder = get_object_or_404(Placeholder, pk=pk, offered_to=request.user)
    if request.POST.get("mine") == "yes":
        claim_placeholder(actor=request.user, placeholder=placeholder)
        toast(request, _("What you wrote there is yours again."))
    else:
        decline_placeholder(actor=request.user, placeholder=placeholder)
        toast(request, _("Thank you. It stays as it is, and we do not ask again."))
    return redirect("community:earlier")
