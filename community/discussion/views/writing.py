"""Beside a composer: what the words will look like, and who can be named in them."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.models import Audience
from community.discussion import policies, services
from community.discussion.choices import STAFF_ONLY
from community.discussion.forms import ReplyForm
from community.discussion.models import Post, Space, Thread
from community.discussion.pages.mentions import names_for, with_names
from core.often import too_often
from core.text import render_markdown

LOOK = "look"
"""The button that asks to see the words, and posts nothing."""
OFTEN = {"look": 40, "people": 120}
"""Times a minute, for one person."""
LONGEST_NAME = 40


@require_POST
def space_look(request: Request, space_id: int) -> HttpResponse:
    space = _space(request, space_id)
    alone = request.GET.get("for") == STAFF_ONLY
    return _look(request, space, None if alone else space.audience)


@require_POST
def thread_look(request: Request, thread_id: int) -> HttpResponse:
    thread = _thread(request, thread_id)
    return _look(request, thread.space, thread.audience)


@require_GET
@never_cache
def space_people(request: Request, space_id: int) -> HttpResponse:
    space = _space(request, space_id)
    return _people(request, space, space.audience)


@require_GET
@never_cache
def thread_people(request: Request, thread_id: int) -> HttpResponse:
    thread = _thread(request, thread_id)
    return _people(request, thread.space, thread.audience)


def _space(request: Request, space_id: int) -> Space:
    _signed_in(request)
    return get_object_or_404(Space.objects.visible_to(request.rights).select_related("audience"), pk=space_id)


def _thread(request: Request, thread_id: int) -> Thread:
    _signed_in(request)
    threads = Thread.objects.visible_to(request.rights).select_related("audience", "space")
    return get_object_or_404(threads, pk=thread_id)


def _signed_in(request: Request) -> None:
    if not request.user.is_authenticated:
        raise Http404


def _is_too_often(request: Request, what: str) -> bool:
    return too_often(f"{what}:{request.user.pk}", most=OFTEN[what])


def _look(request: Request, space: Space, audience: Audience | None) -> HttpResponse:
    if _is_too_often(request, "look"):
        told = _("You have looked many times in a minute. Please wait a moment.")
        return render(request, "community/_look.html", {"told": told}, status=429)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render(request, "community/_look.html", {"told": form.errors["source"][0]}, status=422)
    return render(request, "community/_look.html", {"look": looks_like(request, form, space, audience)})


def looks_like(request: Request, form: ReplyForm, space: Space, audience: Audience | None) -> str:
    """The words as they would stand there, for their writer; without an audience nobody can be named in them."""
    if audience is None:
        return str(render_markdown(form.cleaned_data["source"]).html)
    rendered, people = services.render(form.cleaned_data["source"], space, audience)
    return with_names(rendered.html, names_for(people, request.rights))


def only_looks(request: Request, form: ReplyForm, space: Space, audience: Audience | None) -> bool:
    """Whether a valid form is to be shown again with its rendering, instead of being posted."""
    if LOOK not in request.POST:
        return False
    form.look = looks_like(request, form, space, audience)
    return True


def in_time(form: Form, send: Callable[[], Post]) -> Post | None:
    """The post that was sent; None where its writer has to wait, which the form says and keeps their words."""
    try:
        return send()
    except policies.TooSoon as refused:
        form.add_error(None, str(refused.verdict.reason))
        return None


def _people(request: Request, space: Space, audience: Audience) -> HttpResponse:
    """Short names for the composer: of those who read here, and of nobody else."""
    if _is_too_often(request, "people"):
        return JsonResponse({"people": []}, status=429)
    asked = request.GET.get("q", "").replace("\0", "")[:LONGEST_NAME].strip()
    found = services.offered(request.user, services.mentionable(space, audience), asked)
    return JsonResponse(
        {"people": [{"handle": each.handle, "name": each.name, "called": each.call_me} for each in found]}
    )
