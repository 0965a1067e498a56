"""OpenID Connect as an institution's sign-on, stricter than allauth's own: the ID token is always verified by the keys of
the provider, belongs to the very request that was begun here (nonce), and names the same person as the user info."""

import hashlib
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.adapters.providers import InstitutionProvider
from accounts.services.sign_ons import discover
from core.outward import Refused, Session, fetch_json

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 60


class Unfit(OAuth2Error):
    """The provider's answer does not hold; `reason` is a sentence for the person."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def nonce_of(state: str) -> str:
    """The nonce belongs to the state, which is in the session of whoever began, and works once."""
    return hashlib.sha256(f"nonce:{state}".encode()).hexdigest()


class Client(OAuth2Client):
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        params = {**extra_params, "nonce": nonce_of(str(self.state))}
        return str(super().get_redirect_url(authorization_url, scope, params))


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):
    """One attempt to sign on, from the provider's description to the claims that hold."""

    client_class = Client

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            try:
                self._openid_config = discover(self.get_provider().app.settings["issuer"])
            except Refused:
                raise Unfit(_("Your institution's sign-on does not answer just now.")) from None
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("accounts:sign-on-back", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        claims = self._claims(app, str(kwargs["response"].get("id_token", "")), nonce_of(request.GET["state"]))
        told = self._told(token.token) if self.openid_config.get("userinfo_endpoint") else {}
        if told and told.get("sub") != claims["sub"]:
            raise Unfit(_("Your institution's sign-on named two people at once."))
        data = {"id_token": claims, "userinfo": {**claims, **told}}
        return self.get_provider().sociallogin_from_response(request, data)

    def _claims(self, app: Any, credential: str, nonce: str) -> dict[str, Any]:
        """What the ID token says (OpenID Connect Core 1.0, section 3.1.3.7); raises `Unfit` unless all of it holds."""
        try:
            header = jwt.get_unverified_header(credential)
            claims: dict[str, Any] = jwt.decode(
                credential,
                key=self._key(header),
                algorithms=[header["alg"]] if header.get("alg") in ALGORITHMS else [],
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY,
                options={"require": CLAIMS},
            )
        except jwt.PyJWTError as error:
            raise Unfit(_why(error)) from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != app.client_id:
            raise Unfit(_why(jwt.InvalidAudienceError()))
        if claims["nonce"] != nonce:
            raise Unfit(_("The answer of your institution belongs to another attempt to sign on."))
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        try:
            keys = jwt.PyJWKSet.from_dict(fetch_json(self.openid_config["jwks_uri"])).keys
        except Refused:
            raise Unfit(_("Your institution's sign-on does not answer just now.")) from None
        fitting = [key for key in keys if key.key_type != "oct" and header.get("kid") in {key.key_id, None}]
        if len(fitting) != 1:
            raise Unfit(_("The answer of your institution is signed with a key that it does not publish."))
        return fitting[0]

    def _told(self, access_token: str) -> dict[str, Any]:
        with Session() as session:
            answer = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
            told = answer.json()
        return dict(told) if isinstance(told, dict) else {"sub": None}


def _why(error: jwt.PyJWTError) -> str | Promise:
    """A sentence for the person; what exactly was wrong is in the log of whoever tries it out."""
    if isinstance(error, jwt.ExpiredSignatureError):
        return _("The answer of your institution came too late.")
    if isinstance(error, jwt.InvalidIssuerError | jwt.InvalidAudienceError):
        return _("The answer of your institution was made for another place.")
    return _("The answer of your institution could not be trusted.")


class OpenIdProvider(InstitutionProvider, OpenIDConnectProvider):
    """An OpenID provider of one institution, built from its row."""

    oauth2_adapter_class = OpenIdAdapter
    pkce_enabled_default = True

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id_token"]["sub"])

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Confirmed is what the provider says is, in a domain that those of the site know to be the institution's."""
        email = str(data["userinfo"].get("email") or "").lower()
        return self.address(email, confirmed=data["userinfo"].get("email_verified") is True)
