"""SAML as an institution's sign-on. Its answer arrives by a POST from another site, which brings no session along; it is
checked there, and goes on, sealed, by an address that does bring the session of whoever asked."""

import json
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import complete_social_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.adapters.providers import InstitutionProvider
from accounts.services.saml import Answer, Ends, Unfit, begin, check
from core.seals import Broken, seal, unseal

SECONDS = 120
"""How long the way from one address of ours to the next may take."""


class SamlProvider(InstitutionProvider):
    """A SAML provider of one institution, built from its row."""

    supports_redirect = True

    def ends(self, request: HttpRequest) -> Ends:
        return ends_of(request, self.app.provider_id)

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> Any:
        onward, request_id = begin(self.app.settings["row"], self.ends(request))
        self.stash_redirect_state(request, process, next_url, data, state_id=request_id, **kwargs)
        return HttpResponseRedirect(onward)

    def arrive(self, request: HttpRequest) -> HttpResponse:
        """The provider's POST; raises `Unfit` where anything of it does not hold."""
        answer = check(self.app.settings["row"], self.ends(request), request.POST.get("SAMLResponse", ""))
        told = [answer.uid, answer.email, answer.name, answer.request_id]
        sealed = seal(json.dumps([self.app.provider_id, self.ends(request).back, time.time(), told]))
        return HttpResponseRedirect(f"{self.get_callback_url()}?{urlencode({'answer': sealed})}")

    def finish(self, request: HttpRequest) -> HttpResponse:
        """In the session of whoever began, once; raises `Unfit` for everybody else."""
        answer = self._opened(request)
        try:
            state = self.unstash_redirect_state(request, answer.request_id)
        except PermissionDenied:
            raise Unfit(_("The answer of your institution belongs to another attempt to sign on.")) from None
        login = self.sociallogin_from_response(request, answer)
        login.state = state
        found: HttpResponse = complete_social_login(request, login)
        return found

    def _opened(self, request: HttpRequest) -> Answer:
        try:
            key, back, at, told = json.loads(unseal(request.GET.get("answer", "")))
        except (Broken, ValueError):
            raise Unfit(_("The answer of your institution could not be trusted.")) from None
        if (key, back) != (self.app.provider_id, self.ends(request).back):
            raise Unfit(_("The answer of your institution was made for another place."))
        if time.time() - at > SECONDS:
            raise Unfit(_("The answer of your institution came too late."))
        return Answer(*told)

    def extract_uid(self, data: Answer) -> str:
        return data.uid

    def extract_common_fields(self, data: Answer) -> dict[str, Any]:
        return {"name": data.name, "email": data.email}

    def extract_email_addresses(self, data: Answer) -> list[EmailAddress]:
        """SAML knows no word for a confirmed address; in a domain that those of the site know to be the institution's,
        the institution gave it out itself."""
        return self.address(data.email.lower(), confirmed=True)


def ends_of(request: HttpRequest, key: str) -> Ends:
    """What we are to a provider, on the host where people come in."""
    name, back = (
        request.build_absolute_uri(reverse(f"accounts:{route}", args=[key]))
        for route in ("sign-on-metadata", "sign-on-back")
    )
    return Ends(name=name, back=back)
