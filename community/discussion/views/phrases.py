"""Saved replies: choosing one in the composer of a thread, and looking after them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from community.discussion import services
from community.discussion.choices import OPENING
from community.discussion.forms.tending import PhraseForm
from community.discussion.models import Thread
from community.discussion.pages import ThreadPage, thread_url
from community.discussion.pages.phrases import ChoosePage, PhrasesPage
from community.discussion.policies import tending as stewards
from community.discussion.services.drafts import Words
from community.discussion.views.drafts import words_of
from community.discussion.views.tending import found_course
from community.discussion.views.threads import found_thread
from core.numbers import number_in
from core.pages import show
from core.toasts import toast


@require_POST
@login_required
def thread_phrases(request: Request, thread_id: int) -> HttpResponse:
    """From the composer, whose words are kept first: the saved replies, or the thread with one of them inserted."""
    thread = found_thread(request, thread_id)
    stewards.can_tend(request.rights, thread).require()
    if thread.course is None:
        raise Http404
    words, chosen = words_of(request) if "source" in request.POST else None, request.POST.get("insert", "")
    if (pk := number_in(chosen)) is not None:
        services.insert_reply(actor=request.user, thread=thread, pk=pk, words=words)
        return _composer(request, thread, words) if request.htmx else redirect(f"{thread_url(thread)}#reply")
    if words is not None:
        services.insert_reply(actor=request.user, thread=thread, pk=0, words=words)
    page = ChoosePage.build(request=request, thread=thread)
    return render(request, "community/_phrases.html", {"page": page}) if request.htmx else show(request, page)


def _composer(request: Request, thread: Thread, words: Words | None) -> HttpResponse:
    """In the place of the one that is there, with all the words in it, and the focus on them."""
    to = words.reply_to if words is not None else None
    to = to or thread.posts.filter(seq=OPENING).values_list("pk", flat=True).get()
    page = ThreadPage.build(request=request, thread=found_thread(request, thread.pk), asked=QueryDict(f"to={to}"))
    answer = show(request, page, part="composer")
    answer["HX-Retarget"], answer["HX-Reswap"] = "#reply", "outerHTML show:#reply:bottom"
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def phrases(request: Request, course: str) -> HttpResponse:
    """Those of the person and of the team; adding, changing and forgetting one."""
    found = found_course(request, course)
    form = PhraseForm(request.POST if request.POST.get("do") in {"add", "change"} else None)
    do, pk = request.POST.get("do", ""), request.POST.get("pk", "")
    number = number_in(pk) or 0
    what: dict[str, Any] = {"actor": request.user, "course": found.course}
    if do == "forget":
        services.forget_reply(pk=number, **what)
        toast(request, _("Forgotten."))
        return redirect(request.path)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if do == "change":
                services.change_reply(pk=number, title=given["title"], source=given["source"], **what)
            else:
                services.save_reply(**given, **what)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, _("Saved."))
            return redirect(request.path)
    page = PhrasesPage.build(request=request, found=found, form=form, changing=number if do == "change" else 0)
    return show(request, page, status=422 if request.method == "POST" else 200)
