"""A small OpenID provider on loopback: discovery, authorize, token, userinfo and keys, with real RS256 signatures."""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@dataclass
class Provider:
    """`person` is who signs in there; `twist` bends the ID token, `answers` replaces what an address says."""

    client_id: str = "colloquy"
    secret: str = "a client secret"
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "name": "Noor Haddad"})
    twist: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def discovery(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.url}/{path}" for name, path in paths.items()}
        return found | {"issuer": self.url, "userinfo_endpoint": f"{self.url}/userinfo"}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, as if the person had signed in and agreed."""
        code = secrets.token_hex(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or form.get("client_secret") != self.secret or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        if challenge.decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims = {**claims, **self.person, **self.twist}
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}


def serve(provider: Provider) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def _say(self, found: Any, status: int = 200) -> None:
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.asked.append(path)
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query_of(self.path)))
                self.send_header("Content-Length", "0")
                return self.end_headers()
            if path in provider.answers:
                return self._say(provider.answers[path])
            if path == "/moved":
                self.send_response(302)
                self.send_header("Location", f"{provider.url}/keys")
                self.send_header("Content-Length", "0")
                return self.end_headers()
            found = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}.get(path)
            if path == "/userinfo":
                return self._say({**provider.person, **provider.userinfo})
            return self._say(found()) if found else self._say({}, 404)

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            found = provider.token(form)
            self._say(found or {"error": "invalid_grant"}, 200 if found else 400)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
