from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from community.discussion import policies, services
from community.discussion.choices import ThreadKind
from community.discussion.forms import AnnounceForm
from community.discussion.pages import AnnouncePage, thread_url
from community.discussion.views.nudging import asks_first, count_answers
from community.discussion.views.threads import say_posted
from core.pages import show
from courses.pages.found import find_course


@require_http_methods(["GET", "POST"])
@login_required
def announce(request: Request, course: str) -> HttpResponse:
    found = find_course(request.rights, course)
    space = services.announcement_space(found.course) if found else None
    if found is None or space is None:
        raise Http404
    policies.can_start_thread(request.rights, space, ThreadKind.ANNOUNCEMENT).require()
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or asks_first(request, form, space.scope):
        page = AnnouncePage.build(request=request, course=found.course, space=space, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    post = services.post_announcement(actor=request.user, course=found.course, **form.cleaned_data)
    count_answers(request, space.scope)
    say_posted(request, post)
    return redirect(thread_url(post.thread))
