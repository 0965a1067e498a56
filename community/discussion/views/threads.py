"""Reading a thread, starting one, answering in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import State
from community.discussion.forms import ReplyForm, StartForm
from community.discussion.forms.about import AboutFields
from community.discussion.models import Post, Space, Thread
from community.discussion.pages import (
    DiscussionsPage,
    ThreadPage,
    find_thread,
    first_new,
    permalink,
    place_of,
    thread_url,
)
from community.discussion.pages.about import take_about
from community.discussion.pages.composing import start_form
from community.discussion.views.drafts import arrived, version_of, writer_required
from community.discussion.views.files import beside_of
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.similar import was_asked
from community.discussion.views.writing import LOOK, in_time, only_looks
from core.numbers import number_in
from core.pages import show
from core.toasts import toast
from courses.models import Placement
from courses.pages import BlockPage
from courses.pages.found import find_course

PLACED = (
    "placement__unit__course__scope__parent",
    "placement__part",
    "placement__outcome",
    "audience",
    "scope",
    "group",
)


def found_thread(request: Request, thread_id: int) -> Thread:
    thread = find_thread(request.rights, thread_id)
    if thread is None:
        raise Http404
    return thread


@require_GET
@login_required
def thread_detail(request: Request, course: str, thread_id: int, title: str) -> HttpResponse:
    """The thread at its own address; what is shown counts as read afterwards."""
    thread = found_thread(request, thread_id)
    address = thread_url(thread)
    if request.path != address:
        return _moved(request, address)
    if "unread" in request.GET:
        return _to_first_new(request, thread)
    page = ThreadPage.build(request=request, thread=thread)
    response = show(request, page, part="composer" if request.htmx.target == "reply" else None)
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        services.read_if_possible(user_id=request.user.pk, thread_id=thread.pk, seqs=page.sheet.seen)
    return response


@require_GET
@login_required
def thread_short(request: Request, thread_id: int) -> HttpResponse:
    """`/t/<id>/` always leads to where the thread is now."""
    return redirect(thread_url(found_thread(request, thread_id)))


def _to_first_new(request: Request, thread: Thread) -> HttpResponse:
    post = first_new(thread, request.rights)
    return redirect(permalink(post) if post else thread_url(thread))


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


@require_POST
@writer_required
def thread_start(request: Request) -> HttpResponse:
    """The composer of a block: an invalid form redraws the block alone, at its own address."""
    asked = number_in(request.POST.get("space"))
    spaces = Space.objects.visible_to(request.rights).select_related(*PLACED)
    space = spaces.filter(pk=asked or 0).first()
    if space is None or space.placement is None:
        raise Http404
    space.course = space.placement.unit.course
    staff = policies.speaks_for_staff(request.rights, space.scope)
    form = start_form(space.placement, [space], request.POST, staff=staff)
    form.beside = beside_of(request, space)
    take_about(form, request.rights, space.placement, request.POST)
    looked = form.is_valid() and only_looks(request, form, space, space.audience)
    if looked or not form.is_valid() or asks_first(request, form, space.scope) or was_asked(request, form, space):
        return _block(request, space.placement, form, status=200 if looked else 422)
    post = in_time(form, lambda: services.start_thread(actor=request.user, space=space, **words_sent(request, form)))
    if post is None:
        return _block(request, space.placement, form, status=422)
    count_answers(request, space.scope)
    say_posted(request, post)
    return arrived(request, redirect(thread_url(post.thread)))


def _block(request: Request, placement: Placement, form: StartForm, *, status: int) -> HttpResponse:
    return show(request, BlockPage.build(request=request, placement=placement, over={"form": form}), status=status)


def words_sent(request: Request, form: ReplyForm) -> dict[str, Any]:
    """The words of either form, with what stands beside them and the draft they come from."""
    assert form.beside is not None
    beside: dict[str, Any] = {"draft": version_of(request), "beside": form.beside.beside}
    beside |= {"spot": form.spot} if isinstance(form, AboutFields) else {}
    return beside | {name: form.cleaned_data[name] for name in form.words}


def say_posted(request: HttpRequest, post: Post) -> None:
    undo = reverse("community:post-undo", args=[post.thread_id, post.pk])
    held = post.state == State.HELD
    words = (
        _("Sent. Staff look at it before others read it.")
        if held
        else _("Posted. You can take it back for 30 seconds.")
    )
    toast(request, words, undo=undo)


@require_POST
@writer_required
def thread_reply(request: Request, thread_id: int) -> HttpResponse:
    """Whether this person may answer is asked once, under the locks; what comes back to them is asked for as a page is."""
    thread = services.place_to_write(thread_id)
    if thread is None:
        raise Http404
    form = ReplyForm(request.POST)
    form.beside = beside_of(request, thread)
    if not form.is_valid() or LOOK in request.POST or asks_first(request, form, thread.scope):
        return _again(request, found_thread(request, thread_id), form)
    sent = {"to": form.cleaned_data["to"], "asks_on": _asks_on(request), **words_sent(request, form)}
    sent["rendered"] = services.render_ahead(sent["source"])
    post = in_time(form, lambda: services.reply(actor=request.user, thread=thread, **sent))
    if post is None:
        return _again(request, found_thread(request, thread_id), form)
    count_answers(request, thread.scope)
    say_posted(request, post)
    return arrived(request, _in_place(request, post) if request.htmx else redirect(permalink(post)))


def _again(request: Request, thread: Thread, form: ReplyForm) -> HttpResponse:
    looked = form.is_valid() and only_looks(request, form, thread.space, thread.audience)
    page = ThreadPage.build(request=request, thread=thread, form=form)
    response = show(request, page, part="composer", status=200 if looked else 422)
    response["HX-Retarget"] = "#reply"
    return response


def _asks_on(request: Request) -> bool:
    return request.POST.get("asks_on") == "1"


def _in_place(request: Request, post: Post) -> HttpResponse:
    """The thread with the new reply in it, swapped in without a visit; the address becomes that of its page."""
    thread = found_thread(request, post.thread_id)
    query = place_of(post, request.rights)
    page = ThreadPage.build(request=request, thread=thread, asked=QueryDict(query.lstrip("?")), focus=post.pk)
    response = show(request, page, part="sheet")
    response["HX-Push-Url"] = f"{thread_url(thread)}{query}#{post.anchor}"
    return response


@require_POST
@login_required
def thread_follow(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    verb = services.follow if request.POST.get("on") == "1" else services.unfollow
    verb(actor=request.user, thread=thread)
    return redirect(thread_url(thread))


@require_GET
@login_required
def discussions(request: Request, course: str) -> HttpResponse:
    found = find_course(request.rights, course)
    if found is None:
        raise Http404
    return show(request, DiscussionsPage.build(request=request, found=found))
