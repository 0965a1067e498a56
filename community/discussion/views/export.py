"""The posts of a course, or of one discussion, as a file to take along."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.http import Request
from community.discussion.forms import ExportForm
from community.discussion.pages.export import FORMATS, lines
from community.discussion.pages.taking import ExportPage
from core.pages import show
from courses.views.studio import edited_course


@require_safe
@login_required
def posts_export(request: Request, course: str) -> HttpResponseBase:
    """The form; asked for a format, the file."""
    found = edited_course(request, course)
    form = ExportForm(request.GET if "format" in request.GET else None, course=found)
    if not form.is_valid():
        page = ExportPage.build(request=request, course=found, form=form)
        return show(request, page, status=422 if form.is_bound else 200)
    data: dict[str, Any] = form.cleaned_data
    mime, written = FORMATS[data["format"]]
    rows = lines(rights=request.rights, course=found, placement=data["block"], pseudonyms=data["pseudonyms"])
    response = StreamingHttpResponse(written(rows), content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-posts.{data["format"]}"'
    return response
