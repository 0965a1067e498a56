"""Who may listen, to what."""

from django.http import HttpRequest, QueryDict
from django.utils import translation

from accounts.rights import Rights, fingerprints
from core.seals import Broken, unseal_number
from notifications.extensions import channels, seen_by
from notifications.streams.stream import Mark, Stream

MOST_MARKS = 12


class Refused(Exception):
    """Nobody is here, or something that was asked for is not for them; which of the two is not said."""


def admit(request: HttpRequest) -> Stream:
    """A stream for `?on=<channel>.<id>.<revision, sealed>&on=…`. Raises Refused."""
    rights: Rights = request.rights  # type: ignore[attr-defined]
    since = _asked(request.GET, rights.user_id) if rights.user_id is not None else {}
    if rights.user_id is None or not since:
        raise Refused
    session_key = str(request.session.session_key)
    stream = Stream(
        user_id=rights.user_id,
        session_key=session_key,
        language=translation.get_language(),
        rights=lambda: Rights(rights.user, here=rights.here),
        since=since,
        fingerprint=fingerprints([rights.user_id]).get(rights.user_id, 0),
    )
    for key in {channel for channel, _id in since}:
        if channels[key].may_join(rights, stream.ids(key)) != stream.ids(key):
            raise Refused
    return stream


def _asked(query: QueryDict, user_id: int) -> dict[Mark, int]:
    """What the page listens to, each with the revision it shows; nothing where the address makes no sense."""
    found: dict[Mark, int] = {}
    for each in query.getlist("on")[: MOST_MARKS + 1]:
        channel, _dot, rest = each.partition(".")
        number, _dot, sealed = rest.partition(".")
        if channel not in channels or not _is_number(number):
            return {}
        try:
            revision = unseal_number(sealed, about=seen_by(user_id, channel, int(number)))
        except Broken:
            return {}
        found[channel, int(number)] = revision
    return found if len(found) <= MOST_MARKS else {}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - what fits a bigint
