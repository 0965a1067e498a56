from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.rights import Rights
from core.pages import show
from ethics.choices import PUBLISHED
from ethics.models import Policy, PolicyVersion
from ethics.pages import DifferencesPage, PoliciesPage, PolicyPage


def _rights(request: HttpRequest) -> Rights:
    """Visitors have rights too: to the rules of the site."""
    rights: Rights = request.rights  # type: ignore[attr-defined]
    return rights


def _version(request: HttpRequest, policy: str, number: int) -> PolicyVersion:
    rows = PolicyVersion.objects.visible_to(_rights(request)).select_related("policy__scope")
    return get_object_or_404(rows, policy__slug=policy, number=number)


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    return show(request, PoliciesPage.build(rights=_rights(request)))


@require_safe
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    """The text in force; before there is one, the newest published one."""
    found = get_object_or_404(Policy.objects.visible_to(_rights(request)), slug=policy)
    rows = found.versions.select_related("policy__scope")
    version = rows.in_force().first() or rows.filter(state__in=PUBLISHED).order_by("number").first()
    version = version or get_object_or_404(rows.visible_to(_rights(request)), state="draft")
    return show(request, PolicyPage.build(rights=_rights(request), version=version))


@require_safe
def version(request: HttpRequest, policy: str, number: int) -> HttpResponse:
    return show(request, PolicyPage.build(rights=_rights(request), version=_version(request, policy, number)))


@require_safe
def differences(request: HttpRequest, policy: str, old: int, new: int) -> HttpResponse:
    page = DifferencesPage.build(old=_version(request, policy, old), new=_version(request, policy, new))
    return show(request, page)
