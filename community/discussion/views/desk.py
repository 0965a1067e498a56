from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.choices import STAFF
from accounts.http import Request
from community.discussion.pages.desk import DeskPage
from community.discussion.policies.tending import NOT_YOURS
from core.pages import show
from core.policy import no


@require_GET
@login_required
def desk(request: Request) -> HttpResponse:
    """For everybody who teaches or assists somewhere."""
    if not request.rights.scopes_with(*STAFF):
        no(NOT_YOURS).require()
    return show(request, DeskPage.build(request=request))
