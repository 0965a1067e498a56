from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.pages import show
from core.toasts import toast
from notifications import services
from notifications.choices import Category
from notifications.models import Mail, Notice
from notifications.pages import TABS, DigestPage, DigestsPage, InboxPage

if TYPE_CHECKING:
    from accounts.http import Request


@require_safe
@login_required
def inbox(request: "Request", tab: str = Category.FOR_ME) -> HttpResponse:
    return show(request, InboxPage.build(request=request, tab=Category(tab)))


@require_safe
@login_required
def open_notice(request: "Request", notice_id: int) -> HttpResponse:
    """Go to what the notice speaks of, and mark it as read: the one thing a GET may write, and may fail to write."""
    notice = get_object_or_404(Notice.objects.visible_to(request.rights).select_related("event"), pk=notice_id)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        with suppress(OperationalError):
            services.mark_read(actor=request.user, notice=notice)
    words = services.words_of(user=request.user, rights=request.rights, rows=[notice])
    if notice.pk in words:
        return redirect(words[notice.pk].url)
    toast(request, _("That is no longer there, or no longer yours to see."))
    return redirect(TABS[Category(notice.category)])


@require_POST
@login_required
def read_one(request: "Request", notice_id: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.rights), pk=notice_id)
    services.mark_read(actor=request.user, notice=notice)
    return redirect(TABS[Category(notice.category)])


@require_POST
@login_required
def read_all(request: "Request") -> HttpResponse:
    """Everything in one tab."""
    tab = request.POST.get("tab", "")
    category = Category(tab) if tab in Category.values else Category.FOR_ME
    services.mark_all_read(actor=request.user, category=category)
    return redirect(TABS[category])


@require_safe
@login_required
def digests(request: "Request") -> HttpResponse:
    return show(request, DigestsPage.build(request=request))


@require_safe
@login_required
def digest(request: "Request", mail_id: int) -> HttpResponse:
    mail = get_object_or_404(Mail.objects.digests_of(request.rights), pk=mail_id)
    return show(request, DigestPage.build(request=request, mail=mail))
