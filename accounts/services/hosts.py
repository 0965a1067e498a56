"""At which address people meet an institution."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import Institution, Scope


def base_url(scope: Scope | None) -> str:
    """The address of this place's institution, without a path; the main one where it has no host of its own."""
    host = (
        Institution.objects.filter(scope__in=scope.ancestor_ids).values_list("host", flat=True).first() if scope else ""
    )
    return address_at(host or "")


def bases_of(institutions: Iterable[int]) -> dict[int, str]:
    """The address of each of these institutions, by the id of its scope. One query."""
    hosts = dict(Institution.objects.filter(scope__in=set(institutions)).values_list("scope", "host"))
    return {pk: address_at(hosts.get(pk) or "") for pk in institutions}


def address_at(host: str) -> str:
    """A host name as the beginning of an address, with the scheme and the port of the main one."""
    if not host:
        return str(settings.BASE_URL)
    main = urlsplit(settings.BASE_URL)
    return f"{main.scheme}://{host}{f':{main.port}' if main.port else ''}"
