"""Asking another server for something whose address a person typed: never one of the inner network.

The name is looked up once, every address it has must be public, and the connection goes to the one that was checked, so
that a name which changes its mind in between leads nowhere. No redirects, no proxies from the environment, and an answer
of half a megabyte at most.
"""

import ipaddress
import socket
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

SECONDS = 5
LONGEST = 512 * 1024


class Refused(requests.RequestException):
    """We do not ask there, or what came back was no answer; the message says why in plain words."""


def checked_address(host: str, port: int) -> str:
    """The one address to connect to; raises `Refused` where any address of the name is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Refused(_("There is no server with the name %(host)s.") % {"host": host}) from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not settings.OUTWARD_PRIVATE and not all(map(is_public, addresses)):
        words = _("%(host)s is an address of the inner network, and this installation does not ask there.")
        raise Refused(words % {"host": host})
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the outer world, also when it is an older one in newer clothes."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        nat64 = parsed in ipaddress.ip_network("64:ff9b::/96")
        inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF) if nat64 else inner
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return parsed.is_global and not parsed.is_multicast


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = checked_address(name, self.port or 80)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name


class _Sealed(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = checked_address(name, self.port or 443)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _Sealed


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}


class Session(requests.Session):
    """A session of `requests` that stays outside. Plain http is for private addresses only, where those are allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("https://", _Adapter())
        self.mount("http://", _Adapter())

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        if not str(url).startswith("https://") and not settings.OUTWARD_PRIVATE:
            raise Refused(_("The address has to begin with https://."))
        kwargs |= {"timeout": SECONDS, "allow_redirects": False, "stream": True}
        response = super().request(method, url, *args, **kwargs)
        body = response.raw.read(LONGEST + 1, decode_content=True)
        response.close()
        if len(body) > LONGEST:
            raise Refused(_("The answer is longer than anything that belongs there."))
        if response.is_redirect:
            raise Refused(_("The server sends on to another address. Give the address where it answers itself."))
        response._content = body  # noqa: SLF001
        return response


def fetch_json(url: str) -> dict[str, Any]:
    """What a server says there, as a mapping; raises `Refused` with a plain reason for everything else."""
    try:
        found = _fetch(url, "application/json").json()
    except ValueError:
        raise Refused(_("The server did not answer as expected.")) from None
    if not isinstance(found, dict):
        raise Refused(_("The server did not answer as expected."))
    return found


def fetch_text(url: str) -> str:
    """What a server says there, as text in UTF-8; raises `Refused` with a plain reason for everything else."""
    try:
        return _fetch(url, "application/samlmetadata+xml, application/xml, text/xml").content.decode()
    except ValueError:
        raise Refused(_("The server did not answer as expected.")) from None


def _fetch(url: str, kind: str) -> requests.Response:
    try:
        with Session() as session:
            response = session.get(url, headers={"Accept": kind})
            response.raise_for_status()
    except Refused:
        raise
    except requests.HTTPError as error:
        raise Refused(_("The server answered with %(n)d.") % {"n": getattr(error.response, "status_code", 0)}) from None
    except requests.RequestException:
        raise Refused(_("The server did not answer as expected.")) from None
    return response
