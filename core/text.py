"""What people type, as safe HTML: Markdown rendered on the server, HTML cleaned by an allow-list, maths as MathML.

Everything is bounded before it is parsed; nothing here is timed out, for threads cannot be interrupted.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from latex2mathml.converter import convert as convert_latex
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from core.allowed import PART_TAGS, POST_TAGS, PROTOCOLS, attributes
from core.bounds import (
    MAX_COLOURED,
    MAX_FORMULA,
    MAX_NESTING,
    PART_LIMIT,
    POST_LIMIT,
    BoundedCleaner,
    can_be_coloured,
    check_bounds,
    check_html,
    without_huge_signs,
)

__all__ = ["PART_LIMIT", "POST_LIMIT", "check_bounds"]
RENDERER_VERSION = 1
HANDLE = re.compile(r"(?<![\w@./&+-])@([A-Za-z0-9][A-Za-z0-9_-]{0,39})(?![\w@-])")
"""A person's short name as one types it; what stands in an address or an e-mail is none."""

_cleaners = {
    name: BoundedCleaner(tags=tags, attributes=attributes, protocols=PROTOCOLS, strip=True, strip_comments=True)
    for name, tags in (("post", POST_TAGS), ("part", PART_TAGS))
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe `html`, its plain `text` (search, mail, snapshots) and the renderer's version."""

    html: str
    text: str
    version: int = RENDERER_VERSION


Known = Callable[[list[str]], set[str]]
"""Which of these short names, in the order in which they were typed, are to be marked as people."""


def _formula(source: str, options: dict[str, Any]) -> str:
    """MathML of one formula; what cannot be read is shown as it was typed."""
    as_typed = f"<code>{escape(source)}</code>"
    if len(source) > MAX_FORMULA or source.count("{") > MAX_NESTING * 4 or "<" in source or "&" in source:
        return as_typed
    try:
        markup = str(convert_latex(source, display="block" if options.get("display_mode") else "inline"))
    except Exception:  # noqa: BLE001  (the library raises many kinds on bad input)
        return as_typed
    cleaned = _cleaners["post"].clean(markup)
    return str(cleaned) if cleaned.startswith("<math") else as_typed


def _code(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    source, language = tokens[index].content, (tokens[index].info.split() or [""])[0].lower()
    if can_be_coloured(source, language):
        env["coloured"] = env.get("coloured", 0) + len(source)
        if env["coloured"] <= MAX_COLOURED:
            inner = highlight(source, get_lexer_by_name(language), HtmlFormatter(nowrap=True, classprefix="code-"))
            return f'<pre class="code-block"><code>{inner}</code></pre>\n'
    return f"<pre><code>{escape(source)}</code></pre>\n"


def _heading_in_post(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """Headings belong to the page; inside a post they are a bold line, so that the outline stays true."""
    return "<p><strong>" if tokens[index].nesting == 1 else "</strong></p>\n"


def _heading_in_part(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """One level down, below the title of the unit."""
    token = tokens[index]
    level = min(int(token.tag[1]) + 1, 6)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _mention(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """As it was typed, and marked: who may open the profile behind it is asked when somebody reads."""
    return f'<span class="mention">@{escape(tokens[index].content)}</span>'


def _mark_people(tokens: Sequence[Token], known: Known) -> None:
    """Split the texts outside links and code at the short names that are known."""
    inlines = [token for token in tokens if token.type == "inline" and "@" in token.content]
    texts = [text for inline in inlines for text in _outside_links(inline)]
    typed = dict.fromkeys(name.lower() for text in texts for name in HANDLE.findall(text.content))
    found = known(list(typed)) if typed else set()
    for inline in inlines:
        outside = {id(text) for text in _outside_links(inline)}
        inline.children = [
            piece
            for child in inline.children or ()
            for piece in (_split(child, found) if id(child) in outside else [child])
        ]


def _outside_links(inline: Token) -> list[Token]:
    found, depth = [], 0
    for child in inline.children or ():
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type == "text" and not depth:
            found.append(child)
    return found


def _split(text: Token, found: set[str]) -> list[Token]:
    pieces = [Token("text", "", 0, content="")]
    for number, part in enumerate(HANDLE.split(text.content)):
        is_name = number % 2 == 1
        if is_name and part.lower() in found:
            pieces += [Token("mention", "", 0, content=part), Token("text", "", 0, content="")]
        else:
            pieces[-1].content += f"@{part}" if is_name else part
    return pieces


def _parser(heading: Any) -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "typographer": True, "maxNesting": MAX_NESTING},
    )
    parser.enable(["table", "strikethrough", "linkify", "smartquotes"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False})  # «the ward.It was» is not an address
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_formula)
    parser.add_render_rule("heading_open", heading)
    parser.add_render_rule("heading_close", heading)
    parser.add_render_rule("mention", _mention)
    parser.add_render_rule("fence", _code)
    return parser


_parsers = {"post": _parser(_heading_in_post), "part": _parser(_heading_in_part)}


def render_markdown(
    source: str, *, tags: str = "post", limit: int = POST_LIMIT, known: Known | None = None
) -> Rendered:
    """Markdown as safe HTML. Source: CommonMark with tables, strikethrough, footnotes, definition lists and $maths$.

    `known` is asked once, where people are named at all. Raises ValidationError when the text is outside its bounds.
    """
    check_bounds(source, limit=limit)
    parser, env = _parsers[tags], {"docId": secrets.token_hex(3)}
    tokens = parser.parse(source, env)
    if known is not None:
        _mark_people(tokens, known)
    html = _finish(_cleaners[tags].clean(without_huge_signs(str(parser.renderer.render(tokens, parser.options, env)))))
    return Rendered(html=html, text=plain(html))


def shown(source: str, *, limit: int = POST_LIMIT) -> str:
    """For a text that is rendered whenever it is read: one that came before its bounds is shown as it was typed."""
    try:
        return render_markdown(source, limit=limit).html
    except ValidationError:
        return f"<p>{escape(source)}</p>".replace("\n", "<br>")


def clean_html(source: str, *, limit: int = PART_LIMIT) -> str:
    """HTML of a course text as safe HTML: no scripts, styles, frames or handlers; tables in a region that scrolls."""
    check_html(source, limit=limit)
    source = re.sub(r"<[^<>]{4000,}>", "", source)
    source = re.sub(r"(?is)<(script|style|template|noscript|iframe|object|svg)\b.*?(</\1\s*>|$)", "", source)
    return _finish(_cleaners["part"].clean(without_huge_signs(source)))


def _finish(html: str) -> str:
    html = re.sub(r"(?s)<table(?: class=\"table\")?>(.*?)</table>", _table, html)
    label = escape(_("Code, scrolls sideways"))
    html = re.sub(r"<pre\b([^>]*)>", rf'<pre\1 tabindex="0" role="region" aria-label="{label}">', html)
    return re.sub(r'<a href="(https?:[^"]*)"(?: rel="[^"]*")?', r'<a href="\1" rel="noopener nofollow ugc"', html)


def _table(match: re.Match[str]) -> str:
    label = escape(_("Table, scrolls sideways"))
    return (
        f'<section class="table-wrap" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="table">{match.group(1)}</table></section>'
    )


_BREAKS = re.compile(r"(?i)</?(p|div|li|tr|h[1-6]|blockquote|pre|br|table|ul|ol|section|figure|dd|dt)\b[^>]*>")

_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^"'<>])*>""")


def plain(html: str) -> str:
    """The words of safe HTML, a line for each block."""
    words = unescape(_TAG.sub("", _BREAKS.sub("\n", html)))
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"[ \t\xa0]+", " ", words)).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a plain text, cut at a word."""
    return _cut(" ".join(text.split()), length)


def opening(text: str, length: int) -> str:
    """The first lines of a plain text, cut at a word; what stood apart still does."""
    lines = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return _cut(re.sub(r"\n{3,}", "\n\n", lines), length)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else re.split(r"\s(?=\S*$)", text[: length - 1])[0].rstrip(",.;:\n") + "…"
