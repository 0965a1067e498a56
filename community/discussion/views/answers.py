"""Follow-up questions, small words, the answer that several people write, the date of a check."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import Reaction
from community.discussion.forms.answers import AnsweringForm, SharedForm
from community.discussion.models import Post, Thread
from community.discussion.pages import permalink
from community.discussion.pages.answers import AnsweringPage, SharedPage, reactions_to
from community.discussion.views.drafts import arrived, version_of, writer_required_here
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.posts import found_post
from community.discussion.views.threads import found_thread
from community.discussion.views.writing import only_looks
from core.numbers import number_in
from core.pages import show
from core.toasts import toast
from courses.views.studio import kept_course


@require_http_methods(["GET", "POST"])
@writer_required_here
def shared_answer(request: Request, thread_id: int) -> HttpResponse:
    thread = found_thread(request, thread_id)
    post = services.shared_answer_of(thread)
    policies.can_write_shared(request.rights, thread, post).require()
    if request.method == "GET":
        return _shared(request, thread, post, None)
    form = SharedForm(request.POST)
    looked = form.is_valid() and only_looks(request, form, thread.space, thread.audience)
    if looked or not form.is_valid() or asks_first(request, form, thread.scope):
        return _shared(request, thread, post, form, status=200 if looked else 422)
    return _saved(request, thread, form)


def _saved(request: Request, thread: Thread, form: SharedForm) -> HttpResponse:
    """Where somebody was faster, both texts, and the number of theirs: saving again is meant."""
    given = form.cleaned_data
    words = {name: given[name] for name in ("source", "anonymous")} | {"version": given["seen"]}
    try:
        post = services.save_shared_answer(actor=request.user, thread=thread, draft=version_of(request), **words)
    except services.Overtaken as meanwhile:
        seen = {"seen": meanwhile.post.version, "anonymous": "1" if given["anonymous"] else ""}
        again = SharedForm(initial=given | seen)
        return _shared(request, thread, meanwhile.post, again, status=422, overtaken=True)
    count_answers(request, thread.scope)
    toast(request, _("Saved. What it said before stands in its history."))
    return arrived(request, redirect(permalink(post)))


def _shared(
    request: Request,
    thread: Thread,
    post: Post | None,
    form: SharedForm | None,
    *,
    status: int = 200,
    overtaken: bool = False,
) -> HttpResponse:
    page = SharedPage.build(request=request, thread=thread, post=post, form=form, overtaken=overtaken)
    return show(request, page, status=status)


@require_POST
@login_required
def post_bring_back(request: Request, thread_id: int, post_id: int, revision_id: int) -> HttpResponse:
    """Staff make an earlier version what it says now, from the page that showed them `version`."""
    post = found_post(request, thread_id, post_id)
    policies.can_bring_back(request.rights, post).require()
    revision = get_object_or_404(post.revisions, pk=revision_id, hidden_at=None)
    version = request.POST.get("version", "")
    seen = number_in(version) or 0
    try:
        services.bring_back_version(actor=request.user, post=post, revision=revision, version=seen)
    except services.Overtaken:
        toast(request, _("Somebody has saved it meanwhile. Please look again."))
        return redirect("community:post-history", post.thread_id, post.pk)
    toast(request, _("Brought back. What it said before stands in its history."))
    return redirect(permalink(post))


@require_POST
@login_required
def post_follow_up(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """A follow-up question is answered (`on`), or open again."""
    post, on = found_post(request, thread_id, post_id), request.POST.get("on") == "1"
    verb = services.resolve_follow_up if on else services.reopen_follow_up
    tending = verb(actor=request.user, post=post)
    undo = reverse("community:tending-undo", args=[tending.pk]) if tending is not None else ""
    toast(request, _("Resolved.") if on else _("Open again."), undo=undo)
    return redirect(permalink(post))


@require_POST
@login_required
def post_react(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """One small word, said or taken back; with HTMX only the words are drawn again."""
    post = found_post(request, thread_id, post_id)
    if request.POST.get("say") not in Reaction.values:
        raise Http404
    reaction, on = Reaction(request.POST["say"]), request.POST.get("on") == "1"
    fresh = services.react(actor=request.user, post=post, reaction=reaction, on=on)
    if not request.htmx:
        return redirect(permalink(post))
    fresh.reacted_me = services.said_by(request.user, fresh)  # type: ignore[attr-defined]
    said = {"post": fresh, "reactions": reactions_to(fresh), "may_react": True, "just_said": reaction}
    return render(request, "community/_reactions.html", said)


@require_POST
@login_required
def post_checked(request: Request, thread_id: int, post_id: int) -> HttpResponse:
    """An endorsed answer is still right: the day of its check is today."""
    post = found_post(request, thread_id, post_id)
    services.check_again(actor=request.user, post=post)
    toast(request, _("Checked again today."))
    return redirect(permalink(post))


@require_http_methods(["GET", "POST"])
@login_required
def answering(request: Request, course: str) -> HttpResponse:
    found = kept_course(request, course)
    form = AnsweringForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return show(request, AnsweringPage.build(request=request, course=found))
    if not form.is_valid():
        return show(request, AnsweringPage.build(request=request, course=found, form=form), status=422)
    services.set_answering(actor=request.user, course=found, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("community:answering", found.slug)
