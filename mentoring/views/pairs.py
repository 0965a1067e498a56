from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.discussion.services import read_if_possible
from core.hours import zone_of
from core.moments import clock
from core.pages import show
from core.toasts import toast
from mentoring import services
from mentoring.forms import NoteForm, TimeForm
from mentoring.http import pair_or_404
from mentoring.pages import PairPage

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def pair_detail(request: "Request", ref: str) -> HttpResponse:
    page = PairPage.build(request=request, pair=pair_or_404(request, ref))
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        read_if_possible(user_id=request.user.pk, thread_id=page.sheet.thread.pk, seqs=page.sheet.seen)
    return show(request, page)


@require_POST
@login_required
def pair_sign(request: "Request", ref: str) -> HttpResponse:
    pair = pair_or_404(request, ref)
    services.sign(actor=request.user, pair=pair, text_hash=request.POST.get("text_hash", ""))
    toast(request, _("Signed. Now pick a first time."))
    return redirect("mentoring:pair", ref)


@require_POST
@login_required
def pair_times(request: "Request", ref: str) -> HttpResponse:
    """Three other times."""
    services.propose_times(actor=request.user, pair=pair_or_404(request, ref))
    return redirect(f"{reverse('mentoring:pair', args=[ref])}#times")


@require_POST
@login_required
def pair_time(request: "Request", ref: str) -> HttpResponse:
    """A time of one's own, typed by the clock of the place."""
    pair = pair_or_404(request, ref)
    with timezone.override(zone_of(pair.programme.scope.time_zone)):
        form = TimeForm(request.POST)
        if not form.is_valid():
            return show(request, PairPage.build(request=request, pair=pair, time=form), status=422)
    services.propose_time(actor=request.user, pair=pair, **form.cleaned_data)
    return redirect(f"{reverse('mentoring:pair', args=[ref])}#times")


@require_POST
@login_required
def meeting_pick(request: "Request", ref: str, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(pair_or_404(request, ref).meetings, pk=meeting_id)
    picked = services.pick_time(actor=request.user, meeting=meeting)
    toast(request, _("You meet on %(time)s. Both of you are told.") % {"time": clock(picked.starts_at)})
    return redirect("mentoring:pair", ref)


@require_POST
@login_required
def meeting_note(request: "Request", ref: str, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(pair_or_404(request, ref).meetings.select_related("pair"), pk=meeting_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        services.keep_note(actor=request.user, meeting=meeting, **form.cleaned_data)
        toast(request, _("Kept, for you both."))
        return redirect("mentoring:pair", ref)
    return show(request, PairPage.build(request=request, pair=meeting.pair), status=422)


@require_POST
@login_required
def pair_end(request: "Request", ref: str) -> HttpResponse:
    services.end_pair(actor=request.user, pair=pair_or_404(request, ref))
    toast(request, _("This pair has ended. What you wrote stays here for you both."))
    return redirect("mentoring:pair", ref)
