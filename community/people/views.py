"""People: the question, the people of the week, hellos, connections."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.people import policies, services
from community.people.models import Connection, Hello, Suggestion
from community.people.pages import HellosPage, IntroducePage, NewHelloPage, PeoplePage
from community.people.pages.block import introduction_form
from community.people.pages.hellos import hello_form
from community.people.pages.people import placement_of
from core.pages import show
from core.toasts import toast
from courses.models import Course, Placement
from courses.pages import BlockPage

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def people(request: "Request") -> HttpResponse:
    return show(request, PeoplePage.build(request=request))


@require_safe
@login_required
def hellos(request: "Request") -> HttpResponse:
    return show(request, HellosPage.build(request=request))


def course_or_404(request: "Request", slug: str) -> Course:
    """A course that this person belongs to; the policy says the rest."""
    mine = Course.objects.filter(scope__in=request.rights.member_scopes).select_related("scope")
    return get_object_or_404(mine, slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def introduce(request: "Request", course: str) -> HttpResponse:
    """The question; an invalid answer from a unit redraws the block alone."""
    found = course_or_404(request, course)
    policies.can_introduce(request.rights, found.scope).require()
    if request.method != "POST":
        return show(request, IntroducePage.build(request=request, course=found))
    placement = placement_of(found)
    form = introduction_form(placement, request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("text", "reach")}
        services.introduce(actor=request.user, scope=found.scope, facts=form.facts, **said)
        toast(request, _("Thank you. Whoever fits is suggested to you, three people a week at most."))
        return _back(request, placement)
    if request.POST.get("from") == "unit" and placement is not None:
        whole = Placement.objects.with_unit().get(pk=placement.pk)
        return show(request, BlockPage.build(request=request, placement=whole, over={"form": form}), status=422)
    return show(request, IntroducePage.build(request=request, course=found, form=form), status=422)


def _back(request: "Request", placement: Placement | None) -> HttpResponse:
    """To the unit where the question stood, or to the people's page."""
    if request.POST.get("from") == "unit" and placement is not None:
        return redirect(Placement.objects.with_unit().get(pk=placement.pk).unit_url)
    return redirect("community:people")


@require_POST
@login_required
def skip(request: "Request", course: str) -> HttpResponse:
    found = course_or_404(request, course)
    services.skip(actor=request.user, scope=found.scope)
    toast(request, _("Skipped for this course. You can answer on the People page whenever you like."))
    return _back(request, placement_of(found))


@require_POST
@login_required
def withdraw(request: "Request", course: str) -> HttpResponse:
    services.withdraw(actor=request.user, scope=course_or_404(request, course).scope)
    toast(request, _("You are suggested to nobody any more. Connections stay."))
    return redirect("community:people")


def suggestion_or_404(request: "Request", suggestion_id: int) -> Suggestion:
    mine = Suggestion.objects.visible_to(request.rights).still_good().select_related("about__person", "scope")
    return get_object_or_404(mine, pk=suggestion_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hello_new(request: "Request", suggestion_id: int) -> HttpResponse:
    suggestion = suggestion_or_404(request, suggestion_id)
    if request.method != "POST":
        return show(request, NewHelloPage.build(request=request, suggestion=suggestion))
    form = hello_form(suggestion, request.POST)
    if not form.is_valid():
        page = NewHelloPage.build(request=request, suggestion=suggestion, form=form)
        return show(request, page, status=422)
    person = suggestion.about.person
    services.say_hello(actor=request.user, scope=suggestion.scope, person=person, **form.cleaned_data)
    toast(request, _("Your hello is on its way to %(name)s.") % {"name": person.name})
    return redirect("community:people")


@require_POST
@login_required
def aside(request: "Request", suggestion_id: int) -> HttpResponse:
    suggestion = suggestion_or_404(request, suggestion_id)
    services.set_aside(actor=request.user, suggestion=suggestion)
    undo = reverse("community:suggestion-back", args=[suggestion.pk])
    toast(request, _("Set aside. Nobody is told."), undo=undo)
    return redirect("community:people")


@require_POST
@login_required
def back(request: "Request", suggestion_id: int) -> HttpResponse:
    mine = get_object_or_404(Suggestion, to=request.user, pk=suggestion_id)
    services.bring_back(actor=request.user, suggestion=mine)
    return redirect("community:people")


def hello_or_404(request: "Request", ref: str) -> Hello:
    mine = Hello.objects.visible_to(request.rights).select_related("sender", "receiver", "scope")
    return get_object_or_404(mine, ref=ref)


@require_POST
@login_required
def hello_accept(request: "Request", ref: str) -> HttpResponse:
    hello = hello_or_404(request, ref)
    services.accept_hello(actor=request.user, hello=hello)
    toast(request, _("You and %(name)s are connected in this course.") % {"name": hello.sender.name})
    return redirect("community:people")


@require_POST
@login_required
def hello_decline(request: "Request", ref: str) -> HttpResponse:
    services.decline_hello(actor=request.user, hello=hello_or_404(request, ref))
    toast(request, _("Gone. They are not told, now or later."))
    return redirect("community:hellos")


@require_POST
@login_required
def connection_end(request: "Request", connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.visible_to(request.rights).live(), pk=connection_id)
    services.end_connection(actor=request.user, connection=connection)
    toast(request, _("Ended. Nobody is told."))
    return redirect("community:people")
