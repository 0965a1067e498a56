"""Parts of a page that are drawn more cheaply than by their template each time; builtins, like the components."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.stencils import Row

register = template.Library()
ELEMENTS = ("toasts", "moments", "drafts", "focus", "menus", "busy", "keys", "unread", "live", "pen", "files")
"""Our own modules, each on its own: no bundler, no chain of imports."""


@register.simple_block_tag(takes_context=True)
def drawn(context: Context, content: SafeString, row: Row, **options: Any) -> SafeString:
    """A row by its stencil; what stands inside the tag is drawn as `below`. Options are part of its shape."""
    return row.stencil.draw(
        row, below=SafeString(content.strip()), token=context.get("csrf_token", ""), options=options
    )


class FixedNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.drawn:
            with context.render_context.push_state(context.template, isolated_context=True):  # type: ignore[arg-type]
                self.drawn[language] = self.nodelist.render(context.new())
        return self.drawn[language]


@register.tag
def fixed(parser: Parser, _token: Token) -> FixedNode:
    """What is the same on every page, but for the language: drawn once, without anything that a page or reader has."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)


@register.simple_tag
def elements() -> SafeString:
    """The scripts of every page."""
    paths = ((static(f"js/elements/{name}.js"),) for name in ELEMENTS)
    return format_html_join("\n", '<script type="module" src="{}"></script>', paths)
