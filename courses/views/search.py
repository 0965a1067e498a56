from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import Request
from core.pages import show
from courses.pages.search import SearchPage
from courses.views.reading import course_or_404


@require_safe
@login_required
def search(request: Request) -> HttpResponse:
    return show(request, SearchPage.build(request=request))


@require_safe
@login_required
def search_course(request: Request, course: str) -> HttpResponse:
    return show(request, SearchPage.build(request=request, found=course_or_404(request, course)))
