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
IN_THE_PAGE = f"""() => {{
  const forbidden = new Set({sorted(FORBIDDEN - {"noscript"})}), addresses = new Set({sorted(ADDRESSES)});
  const ours = /^(?:\\/static\\/|\\/files\\/|\\/look\\/|\\/c\\/[^\\/]+\\/files\\/|\\/jsi18n\\/)/;
  const runs = value => {{
    const bare = value.replace(/[\\u0000-\\u0020]/g, ''), scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare);
    return scheme && !['http', 'https', 'mailto', 'tel', 'ftp'].includes(scheme[1].toLowerCase());
  }};
  const found = [];
  for (const it of document.querySelectorAll('*')) {{
    const tag = it.localName, say = each => found.push(`<${{tag}} ${{each.name}}=${{each.value.slice(0, 60)}}>`);
    if (forbidden.has(tag) || (tag === 'script' && (it.textContent.trim() || !ours.test(it.getAttribute('src') ?? ''))))
      found.push(`<${{tag}}> ${{it.textContent.slice(0, 60)}}`);
    for (const each of it.attributes) {{
      const name = each.localName.toLowerCase();
      if (name.startsWith('on') || name === 'style') say(each);
      if (addresses.has(name) && runs(each.value)) say(each);
      if (name === 'src' && new URL(each.value, location.href).host !== location.host) say(each);
    }}
  }}
  return found;
}}"""
"""The same, asked by the browser of a whole page of ours: some pages are too long for a parser in Python."""
OURS = re.compile(r"^(?:/static/|/files/|/look/|/c/[^/]+/files/|/jsi18n/)")


def dangers(html: str, *, ours: bool = False) -> list[str]:
    """Everything in it that could run, load from elsewhere or change how the page works. `ours`: a whole page of ours."""
    found: list[str] = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        tag = str(element.tag).rsplit("}", 1)[-1].lower()
        names = {str(name).rsplit("}", 1)[-1].lower(): str(value) for name, value in element.attrib.items()}
        if tag == "script" and not (ours and OURS.match(names.get("src", "")) and not (element.text or "").strip()):
            found.append(f"<script> {element.text or names.get('src')}")
        if tag in (FORBIDDEN - {"noscript"} if ours else FORBIDDEN):
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
