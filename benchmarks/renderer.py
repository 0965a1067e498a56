"""The renderer of Colloquy, plugged into the floor, so that a reply is as much work on both sides."""

from core.text import render_markdown


def render(source: str) -> str:
    return render_markdown(source).html
