"""Acts on one post."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.forms import EditForm, EndorseForm
from community.discussion.forms.beside import WarnForm
from community.discussion.models import Post, Thread
from community.discussion.pages import (
    DeletePage,
    EditPage,
    EndorsePage,
    HistoryPage,
    WarnPage,
    find_post,
    permalink,
    place_of,
    thread_url,
)
from community.discussion.pages.answers import VersionsPage
from community.discussion.pages.words import space_url
from community.discussion.views.drafts import arrived, version_of, writer_required_here
from community.discussion.views.files import beside_of
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.writing import only_looks
from core.pages import show
from core.toasts import toast


def found_post(request: Request, thread_id: int, post_id: int) -> Post:
    post = find_post(request.rights, thread_id, post_id)
    if post is None:
        raise Http404
    return post


@require_GET
@login_required
def post_detail(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """The permalink: the page of the thread on which the post stands, at the post."""
    post = found_post(request, thread_id, post_id)
    return redirect(f"{thread_url(post.thread)}{place_of(post, request.rights)}#{post.anchor}")


@require_http_methods(["GET", "POST"])
@writer_required_here
def post_edit(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    if post.is_shared:
        return redirect("community:shared-answer", post.thread_id)
    policies.can_edit(request.rights, post).require()
    if request.method == "GET":
        return show(request, EditPage.build(request=request, post=post))
    form, thread = EditForm(request.POST, with_title=post.is_opening), post.thread
    form.beside = beside_of(request, post, tuple(post.attached))
    looked = form.is_valid() and only_looks(request, form, thread.space, thread.audience)
    if looked or not form.is_valid() or asks_first(request, form, thread.scope):
        return show(request, EditPage.build(request=request, post=post, form=form), status=200 if looked else 422)
    words = {name: form.cleaned_data[name] for name in ("source", "title") if name in form.cleaned_data}
    services.edit(actor=request.user, post=post, beside=form.beside.beside, draft=version_of(request), **words)
    count_answers(request, thread.scope)
    toast(request, _("Saved."))
    return arrived(request, redirect(permalink(post)))


@require_http_methods(["GET", "POST"])
@login_required
def post_warn(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """Staff and moderators ask readers first."""
    post = found_post(request, thread_id, post_id)
    policies.can_warn(request.rights, post).require()
    form = WarnForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return show(request, WarnPage.build(request=request, post=post))
    if not form.is_valid():
        return show(request, WarnPage.build(request=request, post=post, form=form), status=422)
    given = form.cleaned_data
    services.warn(actor=request.user, post=post, warnings=given["warnings"], words=given["warning_words"])
    toast(request, _("Saved. Its author is told.") if given["warnings"] else _("The warning is gone."))
    return redirect(permalink(post))


@require_POST
@login_required
def post_undo(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    services.undo(actor=request.user, post=post)
    toast(request, _("Taken back. Nobody was told. Your words stand in the field again."))
    if post.is_opening and post.thread.privacy:
        return redirect("community:ask-staff", post.space_id)
    answer = _after_taking_back(request, post.thread)
    return answer if post.is_opening else redirect(f"{answer['Location']}#reply")


@require_http_methods(["GET", "POST"])
@login_required
def post_delete(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    policies.can_delete(request.rights, post).require()
    if request.method == "GET":
        return show(request, DeletePage.build(request=request, post=post))
    services.delete(actor=request.user, post=post)
    toast(request, _("Deleted."))
    return _after_taking_back(request, post.thread)


def _after_taking_back(request: Request, thread: Thread) -> HttpResponse:
    """Back to the thread, or to the place it was in when nothing of it is left."""
    left = Thread.objects.visible_to(request.rights).filter(pk=thread.pk).exists()
    return redirect(thread_url(thread) if left else space_url(thread.space))


@require_GET
@login_required
def post_history(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    return show(request, (VersionsPage if post.is_shared else HistoryPage).build(request=request, post=post))


@require_POST
@login_required
def post_helped(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """The one button under a post; with HTMX only it is drawn again."""
    post, on = found_post(request, thread_id, post_id), request.POST.get("on") == "1"
    verb = services.mark_helped if on else services.unmark_helped
    verb(actor=request.user, post=post)
    if not request.htmx:
        return redirect(permalink(post))
    return render(request, "community/_helped.html", {"post": post, "helped": on, "just_marked": True})


@require_http_methods(["GET", "POST"])
@login_required
def post_endorse(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    policies.can_endorse(request.rights, post).require()
    form = EndorseForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return show(request, EndorsePage.build(request=request, post=post))
    if not form.is_valid():
        return show(request, EndorsePage.build(request=request, post=post, form=form), status=422)
    services.endorse(actor=request.user, post=post, reason=form.cleaned_data["reason"])
    toast(request, _("Endorsed. Its author is told."))
    return redirect("community:desk" if request.POST.get("back") == "desk" else thread_url(post.thread))


@require_POST
@login_required
def post_withdraw(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post = found_post(request, thread_id, post_id)
    services.withdraw_endorsement(actor=request.user, post=post)
    toast(request, _("The endorsement is withdrawn."))
    return redirect(permalink(post))
