from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.models import Scope
from community.discussion import policies, services
from community.discussion.choices import ThreadKind
from community.discussion.forms import AnnounceForm
from community.discussion.models import Post
from community.discussion.pages import AnnouncePage, thread_url
from community.discussion.pages.acts import groups_of
from community.discussion.views.drafts import arrived, version_of, writer_required_here
from community.discussion.views.files import beside_of
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.threads import say_posted
from community.discussion.views.writing import only_looks
from core.pages import show
from core.toasts import toast
from courses.models import Course
from courses.pages.found import find_course


@require_http_methods(["GET", "POST"])
@writer_required_here
def announce(request: Request, course: str) -> HttpResponse:
    found = find_course(request.rights, course)
    space = services.announcement_space(found.course) if found else None
    if found is None or space is None:
        raise Http404
    policies.can_start_thread(request.rights, space, ThreadKind.ANNOUNCEMENT).require()
    groups = groups_of(found.course)
    form = AnnounceForm(
        request.POST if request.method == "POST" else None, groups=[(group.pk, words) for group, words in groups]
    )
    if form.is_bound:
        form.beside = beside_of(request, space)
    looked = form.is_valid() and only_looks(request, form, space, space.audience)
    if looked or not form.is_valid() or asks_first(request, form, space.scope):
        page = AnnouncePage.build(request=request, course=found.course, space=space, form=form)
        return show(request, page, status=422 if form.is_bound and not looked else 200)
    post = _post(request, found.course, form, {group.pk: group for group, _words in groups})
    count_answers(request, space.scope)
    if post.is_there:
        say_posted(request, post)
    else:
        toast(request, _("Scheduled. Until then only you see it."))
    return arrived(request, redirect(thread_url(post.thread)))


def _post(request: Request, course: Course, form: AnnounceForm, groups: dict[int, Scope]) -> Post:
    given = dict(form.cleaned_data)
    words = {name: given.pop(name) for name in ("title", "source", "token")}
    beside = form.beside.beside if form.beside else None
    terms = services.Terms(**{**given, "group": groups.get(given.get("group") or 0)})
    how: dict[str, Any] = {"terms": terms, "beside": beside, "draft": version_of(request)}
    return services.post_announcement(actor=request.user, course=course, **how, **words)
