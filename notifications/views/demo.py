"""The mail of the demo, which goes to a folder: nobody has an account with a post office there."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core import mailbox
from notifications.models import Mail

SIZE = 30


@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    """Every mail that went out, the newest first."""
    _only_in_the_demo()
    page = Paginator(mailbox.names(), SIZE).get_page(request.GET.get("page"))
    mails = [mail for name in page.object_list if (mail := mailbox.read(name))]
    waiting = Mail.objects.filter(state=Mail.State.WAITING).count()
    return render(request, "notifications/demo_mails.html", {"mails": mails, "numbers": page, "later": waiting})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def demo_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and its HTML in a frame that may do nothing."""
    return render(request, "notifications/demo_mail.html", {"mail": _mail(name)})


@require_safe
@xframe_options_sameorigin
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True})  # type: ignore[arg-type]
def demo_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_mail(name).html)


def _mail(name: str) -> mailbox.Kept:
    _only_in_the_demo()
    if (mail := mailbox.read(name)) is None:
        raise Http404
    return mail


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
