"""A video becomes a link that the reader follows on purpose, with its handout and its spoken words as text."""

import json
import re
from collections.abc import Iterator
from html import escape, unescape

from django.utils.translation import gettext as _

from courses.importers.documents import read_text
from courses.importers.media import host_of, name_of
from courses.importers.olx.addresses import UnitAddresses
from courses.importers.olx.blocks import Block
from courses.importers.source import Source

_YOUTUBE = re.compile(r"^[A-Za-z0-9_-]{6,20}$")
_TIMING = re.compile(r"-->")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
_NOISE = re.compile(r"^\s*[\[(][^\])]*[\])]\s*$")
_SENTENCE_END = re.compile(r"[.!?…][”\"')]*$")
_MAX_TRANSCRIPT = 100_000
_SENTENCES_TOGETHER = 4
_SPEAKERS = ("- ", "\N{EN DASH} ", ">> ")


def read_video(block: Block, source: Source, addresses: UnitAddresses, kind: str) -> str | None:
    """The HTML that stands for a video, or None when there is no address to watch it at."""
    links = list(_watch_links(block, addresses))
    if not links:
        return None
    title = block.title or kind
    first, *others = links
    html = [f"<p>{_anchor(first, _watch_words(title, first))}</p>"]
    more = [_anchor(link, _("The same video on %(host)s") % {"host": host_of(link)}) for link in others[:1]]
    more += _handouts(block, addresses)
    if more:
        html.append("<ul>" + "".join(f"<li>{item}</li>" for item in more) + "</ul>")
    if words := _transcript(block, source, addresses):
        spoken = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in words)
        html.append(
            f"<details><summary>{escape(_('Read what is said in “%(title)s”') % {'title': title})}</summary>{spoken}</details>"
        )
    return "".join(html)


def _watch_words(title: str, link: str) -> str:
    host = host_of(link)
    if not host:
        return _("Play the video “%(title)s”") % {"title": title}
    site = {"youtube.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo"}.get(host, host)
    return _("Watch “%(title)s” on %(site)s") % {"title": title, "site": site}


def _watch_links(block: Block, addresses: UnitAddresses) -> Iterator[str]:
    """Addresses to watch at, best first, each once."""
    seen: set[str] = set()
    for address in (*_youtube_ids(block), *_sources(block)):
        found = address if address.startswith("https://www.youtube.com/watch") else addresses.link(address)
        if found and found not in seen and not found.startswith("mailto:"):
            seen.add(found)
            yield found


def _youtube_ids(block: Block) -> Iterator[str]:
    speeds = dict(pair.split(":", 1) for pair in block.attrs.get("youtube", "").split(",") if ":" in pair)
    for candidate in (block.attrs.get("youtube_id_1_0", ""), speeds.get("1.00", ""), speeds.get("1.0", "")):
        if _YOUTUBE.match(candidate.strip()):
            yield f"https://www.youtube.com/watch?v={candidate.strip()}"


def _sources(block: Block) -> Iterator[str]:
    try:
        listed = json.loads(block.attrs.get("html5_sources") or "[]")
    except ValueError:
        listed = []
    nested = [element.get("src", "") for element in block.element.iter("source")]
    for address in [*(listed if isinstance(listed, list) else []), block.attrs.get("source", ""), *nested]:
        if isinstance(address, str) and address.strip():
            yield address.strip()


def _handouts(block: Block, addresses: UnitAddresses) -> list[str]:
    """Handouts of the export; one that it lacks is in the report already."""
    nested = [element.get("src", "") for element in block.element.iter("handout")]
    named = dict.fromkeys(address for address in (block.attrs.get("handout", ""), *nested) if address)
    found = {address: addresses.link(address) for address in named}
    return [
        _anchor(link, _("Handout: %(name)s") % {"name": name_of(address).rsplit("@", 1)[-1]})
        for address, link in found.items()
        if link
    ]


def _transcript(block: Block, source: Source, addresses: UnitAddresses) -> list[str]:
    for name in _transcript_names(block):
        path = addresses.library.path_of(name)
        if path:
            try:
                text = read_text(source, path)
                cues = list(_sjson(text) if path.endswith(".sjson") else _srt(text))
            except ValueError:
                continue
            return list(_paragraphs(cues))
    return []


def _transcript_names(block: Block) -> Iterator[str]:
    """Every name a transcript may have, those in the course's own language first."""
    for element in block.element.iter("transcript"):
        yield element.get("src", "")
    try:
        listed = json.loads(block.attrs.get("transcripts") or "{}")
    except ValueError:
        listed = {}
    yield from (name for name in (listed.values() if isinstance(listed, dict) else ()) if isinstance(name, str))
    for sub in (block.attrs.get("sub", ""), block.attrs.get("youtube_id_1_0", "")):
        if sub:
            yield f"subs_{sub}.srt.sjson"


def _srt(text: str) -> Iterator[str]:
    """The spoken lines of a subtitle file, one string for each cue."""
    for cue in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = cue.strip().split("\n")
        timing = next((index for index, line in enumerate(lines) if _TIMING.search(line)), None)
        if timing is not None:
            yield " ".join(lines[timing + 1 :])


def _sjson(text: str) -> Iterator[str]:
    loaded = json.loads(text)
    yield from (line for line in loaded.get("text", []) if isinstance(line, str)) if isinstance(loaded, dict) else ()


def _paragraphs(cues: list[str]) -> Iterator[str]:
    """Cues joined to sentences; a change of speaker or a few sentences make a paragraph."""
    paragraph: list[str] = []
    ended, size = 0, 0
    for cue in cues:
        words = " ".join(unescape(_TAG.sub("", cue)).split())
        if not words or _NOISE.match(words):
            continue
        speaks = words.startswith(_SPEAKERS)
        if paragraph and (speaks or ended >= _SENTENCES_TOGETHER):
            yield " ".join(paragraph)
            paragraph, ended = [], 0
        paragraph.append(words.lstrip("->\N{EN DASH} ") if speaks else words)
        ended += bool(_SENTENCE_END.search(words))
        size += len(words)
        if size > _MAX_TRANSCRIPT:
            break
    if paragraph:
        yield " ".join(paragraph)


def _anchor(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
