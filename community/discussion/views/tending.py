"""Looking after threads: move, split, merge, change the kind, the log with its undo, many at once."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from community.discussion import services
from community.discussion.choices import Act
from community.discussion.forms.tending import Confirming, KindForm, ManyForm, MoveForm
from community.discussion.models import Space, Tending, Thread
from community.discussion.pages import find_thread, thread_url
from community.discussion.pages import tending as pages
from community.discussion.policies import tending as stewards
from community.discussion.views.threads import found_thread
from core.pages import show
from core.policy import Refused
from core.toasts import toast
from courses.models import Course
from courses.pages.found import Found, find_course

TOLD = {
    Act.CLOSE: gettext_lazy("Closed. It can still be read."),
    Act.REOPEN: gettext_lazy("Open again."),
    Act.PIN: gettext_lazy("Pinned to the top of the list."),
    Act.UNPIN: gettext_lazy("No longer pinned."),
    Act.KEEP: gettext_lazy("Kept for next year."),
    Act.LEAVE: gettext_lazy("No longer kept for next year."),
    Act.ANSWERED: gettext_lazy("Marked as answered."),
    Act.WAITING: gettext_lazy("It waits for an answer again."),
    Act.SHARE: gettext_lazy("Open. Everybody who may write here may write at one shared answer."),
    Act.UNSHARE: gettext_lazy("The shared answer is left to the staff."),
    Act.MOVE: gettext_lazy("Moved. Its author is told, and its address stays good."),
    Act.SPLIT: gettext_lazy("These posts are a thread of their own now."),
    Act.MERGE: gettext_lazy("Merged. The address of the other thread leads here."),
    Act.CONVERT: gettext_lazy("Changed."),
}
VERBS = {
    Act.CLOSE: services.close_thread,
    Act.REOPEN: services.reopen_thread,
    Act.PIN: services.pin_thread,
    Act.UNPIN: services.unpin_thread,
    Act.KEEP: services.keep_thread,
    Act.LEAVE: services.leave_thread,
    Act.ANSWERED: services.mark_answered,
    Act.WAITING: services.mark_waiting,
    Act.SHARE: services.share_answer,
    Act.UNSHARE: services.leave_shared_answer,
}


def _say(request: Request, act: Act, tending: Tending | None) -> None:
    """With the way back, as long as the page stands."""
    undo = reverse("community:tending-undo", args=[tending.pk]) if tending is not None else ""
    toast(request, TOLD[act], undo=undo)


@require_POST
@login_required
def thread_tend(request: Request, thread_id: int, verb: str) -> HttpResponse:
    """The acts that need no further word."""
    thread, act = found_thread(request, thread_id), Act(verb)
    _say(request, act, VERBS[act](actor=request.user, thread=thread))
    return redirect(thread_url(thread))


def _tended(request: Request, thread_id: int) -> Thread:
    thread = found_thread(request, thread_id)
    stewards.can_restructure(request.rights, thread).require()
    return thread


@require_http_methods(["GET", "POST"])
@login_required
def thread_move(request: Request, thread_id: int) -> HttpResponse:
    thread = _tended(request, thread_id)
    assert thread.course is not None
    places = pages.places_for(request.rights, thread.course, apart=thread.space_id)
    form = MoveForm(request.POST if request.method == "POST" else None, spaces=places)
    if form.is_valid():
        space = Space.objects.get(pk=form.cleaned_data["space"])
        what = {"thread": thread, "space": space, "reason": form.cleaned_data["reason"]}
        if (done := _confirmed(request, form, services.move_thread, what)) is not None:
            _say(request, Act.MOVE, done)
            return redirect("community:thread-short", thread.pk)
    page = pages.move_page(request=request, thread=thread, form=form)
    return show(request, page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def thread_merge(request: Request, thread_id: int) -> HttpResponse:
    thread = _tended(request, thread_id)
    form = pages.merge_form(request, thread, request.POST if request.method == "POST" else None)
    into = find_thread(request.rights, form.cleaned_data["chosen"]) if form.is_valid() else None
    if form.is_valid() and into is None:
        form.add_error("address", _("There is no such thread in this course."))
    if into is not None and form.is_valid():
        what = {"thread": thread, "into": into, "reason": form.cleaned_data["reason"]}
        if (done := _confirmed(request, form, services.merge_thread, what)) is not None:
            _say(request, Act.MERGE, done)
            return redirect(thread_url(into))
    page = pages.merge_page(request=request, thread=thread, form=form)
    return show(request, page, status=422 if form.is_bound else 200)


def _confirmed(request: Request, form: Any, service: Any, what: dict[str, Any]) -> Tending | None:
    """The act; or, where more people would read it or it cannot be, the form with what is to be said."""
    assert isinstance(form, Confirming)
    try:
        return service(actor=request.user, shown_to=form.shown_to, **what)  # type: ignore[no-any-return]
    except services.MoreReaders as more:
        form.ask(more.gained)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_http_methods(["GET", "POST"])
@login_required
def thread_split(request: Request, thread_id: int) -> HttpResponse:
    thread = _tended(request, thread_id)
    page = pages.SplitPage.build(
        request=request, thread=thread, data=request.POST if request.method == "POST" else None
    )
    if page.form.is_valid():
        try:
            made = services.split_thread(actor=request.user, thread=thread, **page.form.cleaned_data)
        except ValidationError as error:
            page.form.add_error("posts", error)
        else:
            _say(request, Act.SPLIT, Tending.objects.filter(other=made).first())
            return redirect(thread_url(made))
    return show(request, page, status=422 if page.form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def thread_kind(request: Request, thread_id: int) -> HttpResponse:
    thread = _tended(request, thread_id)
    data = request.POST if request.method == "POST" else None
    form = KindForm(data, initial={"kind": thread.kind}, kinds=stewards.kinds_for(thread))
    if not form.is_valid():
        page = pages.kind_page(request=request, thread=thread, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    done = services.convert_thread(actor=request.user, thread=thread, **form.cleaned_data)
    _say(request, Act.CONVERT, done)
    return redirect(thread_url(thread))


@require_POST
@login_required
def tending_undo(request: Request, pk: int) -> HttpResponse:
    """From the page, or from the log."""
    tending = Tending.objects.select_related("thread__scope").filter(pk=pk).first()
    if tending is None or tending.thread.audience_id not in request.rights.audiences:
        raise Http404
    stewards.can_undo(request.rights, tending).require()
    thread = services.undo_tending(actor=request.user, tending=tending)
    toast(request, _("Undone. It is as it was before."))
    return redirect("community:thread-short", thread.pk)


def found_course(request: Request, slug: str) -> Found:
    found = find_course(request.rights, slug)
    if found is None:
        raise Http404
    stewards.can_see_log(request.rights, found.course.scope).require()
    return found


@require_GET
@login_required
def tended(request: Request, course: str) -> HttpResponse:
    return show(request, pages.LogPage.build(request=request, found=found_course(request, course)))


@require_POST
@login_required
def tend_many(request: Request, course: str) -> HttpResponse:
    """One act on several threads, each in a transaction of its own: what can be done is, and the rest says why not."""
    found = found_course(request, course)
    form = ManyForm(request.POST, spaces=pages.places_for(request.rights, found.course))
    outcomes = _outcomes(request, found.course, form.cleaned_data) if form.is_valid() else []
    page = pages.ManyPage.build(request=request, found=found, outcomes=outcomes, form=form)
    return show(request, page, status=200 if form.is_valid() else 422)


def _outcomes(request: Request, course: Course, asked: dict[str, Any]) -> list[pages.Outcome]:
    threads = Thread.objects.visible_to(request.rights).filter(course=course).select_related("space", "course", "scope")
    known = threads.in_bulk(asked["threads"])
    space = Space.objects.get(pk=asked["space"]) if asked["do"] == Act.MOVE else None
    return [_outcome(request, known.get(pk), asked, space) for pk in asked["threads"]]


def _outcome(request: Request, thread: Thread | None, asked: dict[str, Any], space: Space | None) -> pages.Outcome:
    if thread is None:
        return pages.Outcome(None, refusal=_("There is no such thread."))
    act, what = Act(asked["do"]), {"actor": request.user, "thread": thread, "reason": asked["reason"]}
    try:
        done = services.move_thread(space=space, **what) if space is not None else VERBS[act](**what)
    except Refused as refusal:
        return pages.Outcome(thread, refusal=str(refusal))
    return pages.Outcome(thread, told=str(TOLD[act]) if done else _("It was so already."), tending=done)
