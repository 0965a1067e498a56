"""Looking at posts before others read them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from accounts.models import User
from community.discussion import policies, services
from community.discussion.forms.approving import ReturnForm
from community.discussion.models import Approval, FirstLook, Post
from community.discussion.pages.approving import ApprovalsPage, FirstLookPage, ReturnPage, first_look_form
from community.discussion.views.posts import found_post
from core.pages import show
from core.toasts import toast
from courses.pages.found import Found, find_course


def _found(request: Request, slug: str) -> Found:
    found = find_course(request.rights, slug)
    if found is None:
        raise Http404
    policies.can_see_waiting(request.rights, found.course).require()
    return found


def _waiting(request: Request, thread_id: int, post_id: int) -> tuple[Post, Approval]:
    post = found_post(request, thread_id, post_id)
    approval = Approval.objects.filter(post=post).first()
    if approval is None:
        raise Http404
    approval.post = post
    return post, approval


@require_safe
@login_required
def approvals(request: Request, course: str) -> HttpResponse:
    return show(request, ApprovalsPage.build(request=request, found=_found(request, course)))


@require_POST
@login_required
def post_approve(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post, approval = _waiting(request, thread_id, post_id)
    services.approve(actor=request.user, post=post)
    toast(request, _("Approved. Others can read it now."))
    return redirect("community:approvals", approval.post.thread.course.slug)  # type: ignore[union-attr]


@require_http_methods(["GET", "POST"])
@login_required
def post_return(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    post, approval = _waiting(request, thread_id, post_id)
    policies.can_return(request.rights, approval).require()
    form = ReturnForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        page = ReturnPage.build(request=request, post=post, form=form)
        return show(request, page, status=200 if form is None else 422)
    services.send_back(actor=request.user, post=post, words=form.cleaned_data["words"])
    toast(request, _("Returned. Its author reads what you wrote, and can send it again."))
    return redirect("community:approvals", post.thread.course.slug)  # type: ignore[union-attr]


@require_http_methods(["GET", "POST"])
@login_required
def first_look(request: Request, course: str) -> HttpResponse:
    found = _found(request, course)
    policies.can_look_first(request.rights, found.course).require()
    data, asked = request.POST if request.method == "POST" else None, request.GET.get("person", "")
    form = first_look_form(found.course, data, asked=asked)
    if not form.is_valid():
        page = FirstLookPage.build(request=request, found=found, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    person = User.objects.get(pk=form.cleaned_data["person"])
    what = {name: form.cleaned_data[name] for name in ("reason", "until")}
    services.look_first(actor=request.user, course=found.course, person=person, **what)
    toast(request, _("Agreed. %(name)s is told, with the reason and the day.") % {"name": person.name})
    return redirect("community:approvals", found.course.slug)


@require_POST
@login_required
def first_look_end(request: Request, course: str, pk: int) -> HttpResponse:
    found = _found(request, course)
    look = get_object_or_404(
        FirstLook.objects.filter(course=found.course).select_related("course__scope", "person"), pk=pk
    )
    services.end_first_look(actor=request.user, look=look)
    toast(request, _("Ended. %(name)s is told.") % {"name": look.person.name})
    return redirect("community:approvals", found.course.slug)
