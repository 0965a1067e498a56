"""What a page must not hold, read by a parser that reads as browsers do."""

import re
from urllib.parse import urlsplit

from bleach._vendor import html5lib

FORBIDDEN = {"iframe", "object", "embed", "base", "frame", "applet", "style", "portal", "template", "noscript"}
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcset",
    "cite",
    "poster",
    "background",
    "manifest",
    "ping",
}
OURS = re.compile(r"^(?:/static/|/files/|/look/|/c/[^/]+/files/|/jsi18n/)")


def dangers(html: str, *, ours: bool = False) -> list[str]:
    """Everything in it that could run, load from elsewhere or change how the page works. `ours`: a whole page of ours."""
    found: list[str] = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        tag = str(element.tag).rsplit("}", 1)[-1].lower()
        names = {str(name).rsplit("}", 1)[-1].lower(): str(value) for name, value in element.attrib.items()}
        if tag == "script" and not (ours and OURS.match(names.get("src", "")) and not (element.text or "").strip()):
            found.append(f"<script> {element.text or names.get('src')}")
        if tag in FORBIDDEN:
            found.append(f"<{tag}>")
        for name, value in names.items():
            if name.startswith("on") or name == "style" or (not ours and name.startswith(("hx-", "data-hx", "x-"))):
                found.append(f"<{tag} {name}={value[:60]}>")
            if name in ADDRESSES and _runs(value):
                found.append(f"<{tag} {name}={value[:60]}>")
            if name == "src" and urlsplit(_bare(value)).netloc:
                found.append(f"<{tag} src={value[:60]}> from elsewhere")
    return found


def _bare(value: str) -> str:
    return "".join(char for char in value if ord(char) > 32)


def _runs(value: str) -> bool:
    try:
        scheme = urlsplit(_bare(value)).scheme.lower()
    except ValueError:
        return False
    return scheme not in {"", "http", "https", "mailto", "tel", "ftp"}
