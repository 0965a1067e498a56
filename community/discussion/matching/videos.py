"""The videos and recordings that a text links to, and their addresses at one second. Nothing is loaded before a reader asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MOST_VIDEOS = 20
LONGEST = 24 * 60 * 60 - 1
_LINK = re.compile(r'<a\b[^<>]*?\shref="([^"<>]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_MEDIA = re.compile(r"\.(mp4|m4v|mov|webm|ogv|mp3|m4a|ogg|oga|wav)$", re.IGNORECASE)
_PEERTUBE = re.compile(
    r"^/(?:w/[A-Za-z0-9]{22}|videos/(?:watch|embed)/[0-9a-f-]{36}|videos/(?:watch|embed)/[A-Za-z0-9]{22})/?$"
)
_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_YOUTUBE = frozenset(["youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"])
_VIMEO = frozenset(["vimeo.com", "player.vimeo.com"])
_OTHERS = (
    "panopto.com", "panopto.eu", "kaltura.com", "wistia.com", "loom.com", "ted.com", "echo360.org", "echo360.org.uk",
    "vidyard.com", "stream.cloudflare.com", "edx-video.net", "bilibili.com", "medical-videos.com", "cloudfront.net",
)  # fmt: skip
"""Where videos are, too; we do not know how they are opened at a second."""


@dataclass(frozen=True, slots=True)
class Video:
    """As a text links to it."""

    address: str
    label: str


def videos_in(html: str) -> list[Video]:
    """Each once, in the order of the text."""
    found: dict[str, Video] = {}
    for link in _LINK.finditer(html):
        address = unescape(link[1]).strip()
        if address not in found and is_video(address):
            label = " ".join(unescape(_TAG.sub(" ", link[2])).split())
            found[address] = Video(address, label or address)
        if len(found) == MOST_VIDEOS:
            break
    return list(found.values())


def is_video(address: str) -> bool:
    return is_safe(address) and (_way(address) is not None or _host(address).endswith(_OTHERS))


def is_safe(address: str) -> bool:
    """A page of the web, or one of ours."""
    return bool(re.match(r"https?://[^/\s\[]|/(?![/\\])", address)) and not re.search(r"[\s\\<>\"]", address)


def at_second(address: str, seconds: int) -> str:
    """The address at which it begins there; where nobody knows how to ask for that, its plain address."""
    way = _way(address)
    return way(address, seconds) if way is not None else address


def clock(seconds: int) -> str:
    """ "3:10", "1:02:03"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def second_of(words: str) -> int | None:
    """What "3:10" or "1:02:03" says in seconds; None where it says no time."""
    found = _MOMENT.fullmatch("".join(words.split()))
    if found is None or (found[1] and int(found[2]) > 59):  # noqa: PLR2004
        return None
    seconds = int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    return seconds if seconds <= LONGEST else None


Way = Callable[[str, int], str]


def _way(address: str) -> Way | None:
    """How this address is told the second."""
    host, path = _host(address), urlsplit(address).path if is_safe(address) else ""
    if host in _YOUTUBE:
        return _query("start") if path.startswith("/embed/") else _query("t")
    if host in _VIMEO:
        return lambda known, seconds: _fragment(known, f"t={seconds}s")
    if _PEERTUBE.match(path) or host.endswith("dailymotion.com"):
        return _query("start")
    return (lambda known, seconds: _fragment(known, f"t={seconds}")) if _MEDIA.search(path) else None


def _query(name: str) -> Way:
    def way(address: str, seconds: int) -> str:
        parts = urlsplit(address)
        kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in {"t", "start"}]
        return urlunsplit(parts._replace(query=urlencode([*kept, (name, seconds)]), fragment=""))

    return way


def _fragment(address: str, fragment: str) -> str:
    return urlunsplit(urlsplit(address)._replace(fragment=fragment))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
