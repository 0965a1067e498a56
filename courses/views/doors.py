"""Coming into a course and leaving it; and the page where its keepers look after people and doors."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Role
from accounts.http import Request
from accounts.models import Membership, User
from core.pages import show
from core.toasts import toast
from courses import policies, services
from courses.forms.doors import InviteForm, JoinLinkForm, RoleForm
from courses.models import Course, Invitation, JoinLink
from courses.pages.people import LeavePage
from courses.pages.studio import FormPage, PeoplePage, studio_menu
from courses.views.reading import course_or_404
from courses.views.studio import GET_OR_POST, kept_course, posted


def _arrive(course: Course) -> HttpResponse:
    """To the first unit that is open; the rules stand above it. Without one, to the course."""
    return redirect(course.first_unit() or course)


def _seen(request: HttpRequest, kind: type[JoinLink] | type[Invitation]) -> QuerySet[Any]:
    """Doors of the institution whose host this is; of all of them on the main host."""
    walls = request.rights.inside("course__scope")  # type: ignore[attr-defined]
    return kind.objects.select_related("course__scope__parent", "made_by").filter(walls)


@require_http_methods(GET_OR_POST)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A door: who is not signed in learns where it leads, and comes back after signing in or up."""
    link = get_object_or_404(_seen(request, JoinLink), token=token)
    if not request.user.is_authenticated:
        return _door(request, link.course, link.made_by, verdict=None, over=link.is_over)
    user = request.user
    if policies.is_inside(user, link.course):
        return redirect(link.course)
    if request.method == "POST":
        services.join(actor=user, link=link)
        return _arrive(link.course)
    return _door(request, link.course, link.made_by, verdict=services.can_join(user, link))


@require_http_methods(GET_OR_POST)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = get_object_or_404(_seen(request, Invitation), token=token)
    if not request.user.is_authenticated:
        return _door(request, found.course, found.made_by, verdict=None, over=not found.is_open)
    user = request.user
    if found.accepted_at and policies.is_inside(user, found.course):
        return redirect(found.course)
    if request.method == "POST":
        services.accept_invitation(actor=user, invitation=found)
        return _arrive(found.course)
    return _door(request, found.course, found.made_by, verdict=services.can_accept(user, found))


def _door(request: HttpRequest, course: Course, host: User, *, verdict: Any, over: bool = False) -> HttpResponse:
    context = {"course": course, "host": host, "verdict": verdict, "over": over, "here": request.path}
    refused = over or (verdict is not None and not verdict)
    return render(request, "courses/door.html", context, status=403 if refused else 200)


@require_http_methods(GET_OR_POST)
@login_required
def leave(request: Request, course: str) -> HttpResponse:
    found = course_or_404(request, course)
    verdict = policies.can_leave(request.rights, found.course)
    page = LeavePage.build(request=request, course=found.course)
    if request.method == "POST":
        services.leave(actor=request.user, course=found.course)
        back = reverse("courses:come-back", args=[found.course.slug])
        toast(request, _("You have left the course. What you wrote stays in it."), undo=back if page.may_return else "")
        return redirect("courses:home")
    if not verdict:
        verdict.require()
    return show(request, page)


@require_safe
@login_required
def people(request: Request, course: str) -> HttpResponse:
    return show(request, PeoplePage.build(request=request, course=kept_course(request, course)))


@require_http_methods(GET_OR_POST)
@login_required
def link_new(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    form = JoinLinkForm(posted(request))
    if form.is_valid():
        services.make_join_link(actor=request.user, course=found, **form.answers)
        return redirect(f"{_people_url(found)}#links")
    page = _form_page(request, found, form, _("A join link"), _("Make the link"))
    return show(request, page, status=422 if form.errors else 200)


@require_POST
@login_required
def link_revoke(request: Request, course: str, pk: int) -> HttpResponse:
    found = kept_course(request, course)
    services.revoke_join_link(actor=request.user, link=get_object_or_404(JoinLink, course=found, pk=pk))
    toast(request, _("The link no longer works. Who came in by it stays."))
    return redirect(f"{_people_url(found)}#links")


@require_http_methods(GET_OR_POST)
@login_required
def invite(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    form = InviteForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        sent = services.invite(
            actor=request.user, course=found, emails=data["emails"], role=Role(data["role"]), message=data["message"]
        )
        count = len(sent)
        toast(
            request,
            ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", count) % {"n": count},
        )
        return redirect(f"{_people_url(found)}#invitations")
    page = _form_page(request, found, form, _("Invite by e-mail"), _("Send invitations"))
    return show(request, page, status=422 if form.errors else 200)


@require_POST
@login_required
def invitation_revoke(request: Request, course: str, pk: int) -> HttpResponse:
    found = kept_course(request, course)
    services.revoke_invitation(actor=request.user, invitation=get_object_or_404(Invitation, course=found, pk=pk))
    return redirect(f"{_people_url(found)}#invitations")


@require_POST
@login_required
def person_role(request: Request, course: str, pk: int) -> HttpResponse:
    """Another role for a person, or none: they leave the course."""
    found = kept_course(request, course)
    memberships = Membership.objects.live().select_related("user")
    membership = get_object_or_404(memberships, scope=found.scope_id, pk=pk)
    form = RoleForm(request.POST)
    if request.POST.get("role") == "none":
        services.remove(actor=request.user, course=found, user=membership.user, role=Role(membership.role))
    elif form.is_valid() and form.cleaned_data["role"] != membership.role:
        role = Role(form.cleaned_data["role"])
        services.change_role(actor=request.user, course=found, membership=membership, role=role)
    elif not form.is_valid():
        raise Http404
    return redirect(f"{_people_url(found)}#people")


def _people_url(course: Course) -> str:
    return reverse("courses:studio-people", args=[course.slug])


def _form_page(request: Request, course: Course, form: Any, title: str, submit: str) -> FormPage:
    return FormPage(
        title=title,
        form=form,
        submit=submit,
        cancel=_people_url(course),
        crumbs=[
            (course.title, reverse("courses:studio-course", args=[course.slug])),
            (_("People and doors"), _people_url(course)),
        ],
        menu=studio_menu(request, course),
    )
