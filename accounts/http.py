from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import Institution, User
from accounts.rights import Rights


class Request(HttpRequest):
    """The request of a view behind `login_required`."""

    user: User
    rights: Rights
    htmx: HtmxDetails
    institution: Institution | None
