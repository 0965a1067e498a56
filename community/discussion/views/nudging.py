"""The questions that rules ask about what somebody is writing: beside the words, never in the way."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.models import Scope
from accounts.rights import Rights
from community.discussion.forms import ReplyForm
from community.discussion.models import Space
from core.numbers import number_in
from ethics import services

FIELD = "nudged"
"""The hidden field that carries which questions this writer has been shown."""


def asks_first(request: HttpRequest, form: ReplyForm, scope: Scope) -> bool:
    """Whether a valid text raises a question that its writer has not been shown yet; then the form comes back once."""
    form.shown = shown = shown_to(request)
    form.nudges = services.ask(scope=scope, text=text_of(request), shown=shown)
    form.shown |= {asked.nudge_id for asked in form.nudges}
    return form.shown != shown


def count_answers(request: HttpRequest, scope: Scope) -> None:
    """Once it is posted: which questions were heeded, and which were not."""
    services.count_answers(scope=scope, text=text_of(request), shown=shown_to(request))


@require_POST
def space_nudges(request: HttpRequest, space_id: int) -> HttpResponse:
    """What HTMX asks while somebody writes. Nothing new is 204, so that nothing is read out twice."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    rights: Rights = request.rights  # type: ignore[attr-defined]
    space = Space.objects.visible_to(rights).select_related("scope").filter(pk=space_id).first()
    if space is None:
        raise Http404
    form = ReplyForm()
    asks_first(request, form, space.scope)
    if [str(asked.nudge_id) for asked in form.nudges] == request.POST.getlist("asking"):
        return HttpResponse(status=204)
    return render(request, "community/_nudges.html", {"form": form})


def shown_to(request: HttpRequest) -> frozenset[int]:
    numbers = request.POST.get(FIELD, "").split(",")
    return frozenset(found for number in numbers[:50] if (found := number_in(number)) is not None)


def text_of(request: HttpRequest) -> str:
    return f"{request.POST.get('title', '')}\n{request.POST.get('source', '')}"
