"""Asking the staff alone, and showing such a question to the others."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import STAFF_ONLY
from community.discussion.forms.private import AskStaffForm, ConsentForm
from community.discussion.models import Space
from community.discussion.pages import thread_url
from community.discussion.pages.about import take_about
from community.discussion.pages.private import AskStaffPage
from community.discussion.views.drafts import arrived, writer_required_here
from community.discussion.views.files import beside_of
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.threads import PLACED, found_thread, say_posted, words_sent
from community.discussion.views.writing import only_looks
from core.pages import show
from core.toasts import toast


@require_http_methods(["GET", "POST"])
@writer_required_here
def ask_staff(request: Request, space_id: int) -> HttpResponse:
    space = Space.objects.visible_to(request.rights).select_related(*PLACED).filter(pk=space_id).first()
    if space is None or space.placement is None:
        raise Http404
    space.course = space.placement.unit.course
    policies.can_ask_staff(request.rights, space).require()
    if request.method == "GET":
        return show(request, AskStaffPage.build(request=request, space=space))
    form = _sent_to_staff(request, space)
    looked = form.is_valid() and only_looks(request, form, space, None)
    if looked or not form.is_valid() or asks_first(request, form, space.scope):
        return show(request, AskStaffPage.build(request=request, space=space, form=form), status=200 if looked else 422)
    post = services.ask_staff(actor=request.user, space=space, **words_sent(request, form))
    count_answers(request, space.scope)
    say_posted(request, post)
    return arrived(request, redirect(thread_url(post.thread)))


def _sent_to_staff(request: Request, space: Space) -> AskStaffForm:
    assert space.placement is not None
    form = AskStaffForm(request.POST)
    form.beside = beside_of(request, space, use=STAFF_ONLY)
    take_about(form, request.rights, space.placement, request.POST)
    return form


@require_POST
@login_required
def thread_show(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    services.ask_to_show(actor=request.user, thread=thread)
    toast(request, _("Its author is asked. Nothing is shown before they say yes."))
    return redirect(thread_url(thread))


@require_POST
@login_required
def thread_consent(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        toast(request, _("Please choose one of the answers. Nothing has changed."))
        return redirect(thread_url(thread))
    services.answer_showing(actor=request.user, thread=thread, answer=form.cleaned_data["answer"])
    toast(request, _("Thank you. Staff hear what you said."))
    return redirect(thread_url(thread))
