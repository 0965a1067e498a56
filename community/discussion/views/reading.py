"""What readers decide about their own reading."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from community.discussion import services
from community.discussion.forms import SaveForm, WordsForm
from community.discussion.models import Thread
from community.discussion.pages import permalink, thread_url
from community.discussion.pages.catching_up import CatchUpPage
from community.discussion.pages.reading import (
    ReadingPage,
    SavedPage,
    SavePage,
    WordsPage,
    next_new,
    remind_at,
    spaces_in,
    threads_in,
)
from community.discussion.pages.sheet import key_in
from community.discussion.pages.words import space_url
from community.discussion.views.posts import found_post
from community.discussion.views.threads import found_thread
from core.pages import show
from core.toasts import toast
from courses.models import Course, Unit
from courses.pages.found import find_course
from courses.policies import can_read_unit


@require_http_methods(["GET", "POST"])
@login_required
def course_reading(request: Request, course: str) -> HttpResponse:
    return _reading(request, course, None)


@require_http_methods(["GET", "POST"])
@login_required
def unit_reading(request: Request, course: str, unit: str) -> HttpResponse:
    return _reading(request, course, unit)


def _reading(request: Request, course: str, slug: str | None) -> HttpResponse:
    """Follow, mute, mark as read, renew the feed: one page for a unit and for the course."""
    found = find_course(request.rights, course)
    unit = found.unit(slug, request.rights) if found and slug else None
    if found is None or (slug and unit is None):
        raise Http404
    if unit is not None:
        can_read_unit(request.rights, unit).require()
    if request.method == "POST":
        _act(request, found.course, unit)
        return redirect(request.path)
    return show(request, ReadingPage.build(request=request, found=found, unit=unit))


def _act(request: Request, course: Course, unit: Unit | None) -> None:
    do = request.POST.get("do", "")
    if do in services.CHOICES:
        spaces = spaces_in(request.rights, unit) if unit else ()
        services.set_following(actor=request.user, choice=do, scope=None if unit else course.scope, spaces=spaces)
        toast(request, _("Saved."))
    elif do == "read":
        threads = Thread.objects.filter(threads_in(course, unit))
        _say_read(request, services.read_all(actor=request.user, threads=threads, until=_until(request)))
    elif do == "feed" and unit is not None:
        services.renew_feed(actor=request.user, unit=unit)
        toast(request, _("This is the new address. An older one no longer works."))
    elif do == "feed-end" and unit is not None:
        services.end_feed(actor=request.user, unit=unit)
        toast(request, _("The address no longer works."))


def _until(request: Request) -> datetime:
    """When the page was drawn: what came later was not seen."""
    try:
        drawn = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        drawn = None
    return drawn if drawn is not None and timezone.is_aware(drawn) else timezone.now()


def _say_read(request: Request, number: int) -> None:
    words = ngettext("%(n)s post is marked as read.", "%(n)s posts are marked as read.", number) % {"n": number}
    toast(request, words if number else _("Nothing was new."))


@require_POST
@login_required
def thread_read(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    threads = Thread.objects.filter(pk=thread.pk)
    _say_read(request, services.read_all(actor=request.user, threads=threads, until=_until(request)))
    return redirect(thread_url(thread))


@require_GET
@login_required
def thread_next(request: Request, thread_id: int) -> HttpResponse:
    """The next unread post behind `after`, in this thread or in another one of the course, at the post itself."""
    thread = found_thread(request, thread_id)
    post = next_new(request.rights, thread, key_in(request.GET.get("after", "")))
    if post is not None:
        return redirect(permalink(post))
    toast(request, _("You have read everything here."))
    return redirect(space_url(thread.space) if thread.course is None else _list(thread.course))


def _list(course: Course) -> str:
    return reverse("community:discussions", args=[course.slug])


@require_POST
@login_required
def post_unread(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """New again from here. The thread is left, for to look at it again would be to read it."""
    post = found_post(request, thread_id, post_id)
    services.unread_from(actor=request.user, post=post)
    toast(request, _("New again, from this post on."))
    return redirect(_list(post.thread.course) if post.thread.course else space_url(post.thread.space))


@require_http_methods(["GET", "POST"])
@login_required
def post_save(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    form = SaveForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        page = SavePage.build(request=request, post=post, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    services.save_post(actor=request.user, post=post, remind_at=remind_at(form.cleaned_data["remind"]))
    toast(request, _("Saved for later."))
    return redirect(permalink(post))


@require_POST
@login_required
def post_forget(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    services.forget_saved(actor=request.user, post_id=found_post(request, thread_id, post_id).pk)
    toast(request, _("No longer saved."))
    return redirect("community:saved")


@require_GET
@login_required
def catch_up(request: Request) -> HttpResponse:
    return show(request, CatchUpPage.build(request=request))


@require_GET
@login_required
def course_catch_up(request: Request, course: str) -> HttpResponse:
    found = find_course(request.rights, course)
    if found is None:
        raise Http404
    return show(request, CatchUpPage.build(request=request, found=found))


@require_GET
@login_required
def saved(request: Request) -> HttpResponse:
    return show(request, SavedPage.build(request=request))


@require_http_methods(["GET", "POST"])
@login_required
def words(request: Request) -> HttpResponse:
    form = WordsForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return show(request, WordsPage.build(request=request, form=form), status=422 if form else 200)
    services.set_words(actor=request.user, words=form.cleaned_data["words"])
    toast(request, _("Saved."))
    return redirect("community:words")
