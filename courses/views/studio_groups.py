"""Groups by hand: make, rename, fill."""

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.models import Membership, Scope
from core.pages import show
from core.toasts import toast
from courses import services
from courses.forms.groups import CombineForm, GroupFillForm, GroupForm
from courses.models import Course
from courses.pages.people import GroupPage, GroupsPage
from courses.pages.studio import FormPage, studio_menu
from courses.views.studio import GET_OR_POST, kept_course, posted


@require_http_methods(GET_OR_POST)
@login_required
def groups(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    form = GroupForm(posted(request), course=found)
    if form.is_valid():
        group = services.make_group(actor=request.user, course=found, name=form.cleaned_data["name"])
        return redirect("courses:studio-group", found.slug, group.pk)
    page = GroupsPage.build(request=request, course=found, form=form)
    return show(request, page, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@login_required
def combine(request: Request, course: str) -> HttpResponse:
    """Two classes taught as one course."""
    found = kept_course(request, course)
    form = CombineForm(posted(request), course=found, rights=request.rights)
    if form.is_valid():
        other = form.cleaned_data["other"]
        services.combine(actor=request.user, course=found, other=other)
        toast(request, _("“%(title)s” is a group of this course now.") % {"title": other.title})
        return redirect("courses:studio-groups", found.slug)
    page = FormPage(
        title=_("Teach two classes together"),
        lede=_("A discussion can be for both, or for each class by itself: its settings ask who reads it."),
        form=form,
        submit=_("Bring it in"),
        cancel=reverse("courses:studio-groups", args=[found.slug]),
        crumbs=[(found.title, reverse("courses:studio-course", args=[found.slug]))],
        menu=studio_menu(request, found),
    )
    return show(request, page, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@login_required
def group(request: Request, course: str, pk: int) -> HttpResponse:
    found = kept_course(request, course)
    here = get_object_or_404(services.groups_of(found), pk=pk)
    inside = Membership.objects.live().filter(scope=here).values_list("user_id", flat=True)
    initial = {"name": here.name, "people": list(inside)}
    form = GroupFillForm(posted(request), course=found, group=here, initial=initial)
    if form.is_valid():
        _save(request, found, here, form)
        return redirect("courses:studio-groups", found.slug)
    page = GroupPage.build(request=request, course=found, group=here, form=form)
    return show(request, page, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@login_required
def group_remove(request: Request, course: str, pk: int) -> HttpResponse:
    """What goes with the group and what stays is said before."""
    found = kept_course(request, course)
    here = get_object_or_404(services.groups_of(found), pk=pk)
    services.can_remove_group(found, here).require()
    if request.method == "POST":
        services.remove_group(actor=request.user, course=found, group=here)
        toast(request, _("“%(name)s” is removed.") % {"name": here.name})
        return redirect("courses:studio-groups", found.slug)
    return show(request, _removal(request, found, here))


def _removal(request: Request, course: Course, group: Scope) -> FormPage:
    groups = reverse("courses:studio-groups", args=[course.slug])
    return FormPage(
        title=_("Remove “%(name)s”?") % {"name": group.name},
        lede=_(
            "Its people stay in the course. What was written in the group stays readable for them and for the staff."
        ),
        form=Form(),
        submit=_("Remove the group"),
        cancel=reverse("courses:studio-group", args=[course.slug, group.pk]),
        note=_("Nobody writes in its places any more, and a new group of this name starts empty."),
        crumbs=[(course.title, reverse("courses:studio-course", args=[course.slug])), (_("Groups"), groups)],
        menu=studio_menu(request, course),
    )


def _save(request: Request, course: Course, group: Scope, form: GroupFillForm) -> None:
    """The name, and the people where they could be ticked."""
    services.rename_group(actor=request.user, course=course, group=group, name=form.cleaned_data["name"])
    people = form.cleaned_data.get("people")
    if people is None:
        toast(request, _("Saved."))
        return
    services.fill_group(actor=request.user, course=course, group=group, people=people)
    n = len(people)
    words = ngettext("Saved. %(n)s person is in this group.", "Saved. %(n)s people are in this group.", n)
    toast(request, words % {"n": n})
