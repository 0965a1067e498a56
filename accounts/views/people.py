from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import policies, services
from accounts.models import PersonBlock, User
from accounts.pages import ProfilePage
from core.pages import show
from core.toasts import toast

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def me(request: "Request") -> HttpResponse:
    return redirect(request.user.get_absolute_url() or "accounts:profile-settings")


@require_safe
@login_required
def profile(request: "Request", handle: str) -> HttpResponse:
    person = get_object_or_404(User.objects.active(), handle=handle)
    return show(request, ProfilePage.build(request=request, person=person))


@require_POST
@login_required
def block(request: "Request", handle: str) -> HttpResponse:
    """Silent for the other person."""
    person = get_object_or_404(User.objects.active(), handle=handle)
    policies.can_see(request.rights, person).require()
    policies.can_block(request.rights, person).require()
    services.block(actor=request.user, person=person)
    toast(request, _("You will not meet each other here any more. Nobody is told."))
    return redirect("accounts:privacy")


@require_POST
@login_required
def unblock(request: "Request", block_id: int) -> HttpResponse:
    row = get_object_or_404(PersonBlock.objects.select_related("blocked"), pk=block_id, blocker=request.user)
    services.unblock(actor=request.user, person=row.blocked)
    toast(request, _("Unblocked."))
    return redirect("accounts:privacy")
