"""Asking people to choose, and choosing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import ThreadKind
from community.discussion.forms.polls import PollForm
from community.discussion.models import Space
from community.discussion.pages import ThreadPage, thread_url
from community.discussion.pages.about import take_about
from community.discussion.pages.polls import NewPollPage
from community.discussion.views.threads import PLACED, found_thread, say_posted
from community.discussion.views.writing import in_time
from core.numbers import number_in
from core.pages import show
from core.toasts import toast


@require_http_methods(["GET", "POST"])
@login_required
def poll_new(request: Request, space_id: int) -> HttpResponse:
    space = Space.objects.visible_to(request.rights).select_related(*PLACED).filter(pk=space_id).first()
    if space is None or space.placement is None:
        raise Http404
    space.course = space.placement.unit.course
    policies.can_start_thread(request.rights, space, ThreadKind.POLL).require()
    if request.method == "GET":
        return show(request, NewPollPage.build(request=request, space=space))
    form = PollForm(request.POST, today=space.course.today)
    take_about(form, request.rights, space.placement, request.POST)
    if not form.is_valid():
        return show(request, NewPollPage.build(request=request, space=space, form=form), status=422)
    given = dict(form.cleaned_data)
    words = {name: given.pop(name) for name in ("title", "source", "token")}
    asked: dict[str, Any] = {"actor": request.user, "space": space, "spot": form.spot}
    asked |= {"ballot": services.Ballot(**given)}
    post = in_time(form, lambda: services.start_poll(**asked, **words))
    if post is None:
        return show(request, NewPollPage.build(request=request, space=space, form=form), status=422)
    say_posted(request, post)
    return redirect(thread_url(post.thread))


@require_POST
@login_required
def vote(request: Request, thread_id: int) -> HttpResponse:
    """One's choices; where nothing was chosen the page says so beside them."""
    thread = found_thread(request, thread_id)
    poll = getattr(thread, "poll", None) if thread.kind == ThreadKind.POLL else None
    if poll is None:
        raise Http404
    asked = [number for value in request.POST.getlist("choice") if (number := number_in(value)) is not None]
    try:
        services.vote(actor=request.user, poll=poll, choices=asked)
    except ValidationError as error:
        page = ThreadPage.build(request=request, thread=thread, poll_error=error.messages[0])
        return show(request, page, status=422)
    toast(request, _("Your vote is in. You can change it until the poll closes."))
    return redirect(f"{thread_url(thread)}#poll")
