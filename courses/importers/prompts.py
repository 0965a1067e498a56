"""The question above a discussion: short and plain it is the prompt of the block, otherwise a text before it."""

import re
from html import unescape

from courses.importers.tree import PartKind, PartNode, ThreadNode

LONGEST_PROMPT = 600
_EMPHASIS = re.compile(r"</?(?:strong|em|b|i|u|span)\b[^<>]*>")
_ONLY_PARAGRAPHS = re.compile(r"(?:<p\b[^<>]*>[^<>]*</p>\s*)+")


def asked(source_id: str, title: str, html: str, threads: tuple[ThreadNode, ...] = ()) -> list[PartNode]:
    """A discussion with what was asked; words with pictures, links or lists stay whole, as reading of their own."""
    simple = _EMPHASIS.sub("", html)
    plain = unescape(re.sub(r"</?p\b[^<>]*>", "", re.sub(r"</p>\s*<p\b[^<>]*>", "\n", simple))).strip()
    block = PartNode(source_id, PartKind.DISCUSSION, title, "", threads, prompt="")
    if not html:
        return [block]
    if _ONLY_PARAGRAPHS.fullmatch(simple) and len(plain) <= LONGEST_PROMPT:
        return [PartNode(source_id, PartKind.DISCUSSION, title, html, threads, prompt=plain)]
    return [PartNode(f"{source_id}/prompt", PartKind.TEXT, title, html), block]
