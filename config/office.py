"""The admin: one door for everybody, and no way around the second factor."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.services import is_proven


class Office(AdminSite):
    """Whoever keeps the machine running signs in as everybody does; there is no second form for passwords."""

    def has_permission(self, request: HttpRequest) -> bool:
        on_main_host = getattr(request, "institution", None) is None
        return on_main_host and self._is_proven(request)

    def _is_proven(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and is_proven(session=request.session, user_id=request.user.pk)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        wanted = request.GET.get("next", "")
        target = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else reverse("admin:index")
        if not super().has_permission(request):
            return redirect_to_login(target)
        if getattr(request, "institution", None) is not None:
            raise Http404
        if not self._is_proven(request):
            return redirect(f"{reverse('accounts:second-step')}?{urlencode({'next': target})}")
        return redirect(target)
