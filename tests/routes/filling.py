"""The body of a POST as a person would send it: the form that the page shows, filled in."""

import datetime as dt
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

Body = dict[str, Any]
TYPED = {
    "email": "newcomer@example.org",
    "url": "https://example.org/film",
    "number": "1",
    "date": (dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=3)).isoformat(),
    "datetime-local": f"{dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=3)}T12:00",
    "time": "12:00",
    "text": "A few words",
    "search": "A few words",
    "textarea": "Words enough for what is asked here, and a full stop.",
}
WITHOUT = {"submit", "button", "reset", "image", "file", "password"}


@dataclass
class Form:
    action: str
    body: Body = field(default_factory=dict)

    def give(self, name: str, value: str) -> None:
        """A name that comes again is a list."""
        if name in self.body:
            before = self.body[name]
            self.body[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.body[name] = value


class Forms(HTMLParser):
    """Every form of a page that is posted, with what stands in it or what somebody would write there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._radios: dict[str, list[tuple[str, bool]]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form, self._radios = Form(given.get("action", "")), {}
            self.forms.append(self._form)
        elif self._form is None or "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea" and name:
            self._text = (name, [])
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))

    def _input(self, name: str, given: dict[str, str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text").lower()
        if kind == "radio":
            self._radios.setdefault(name, []).append((given.get("value", "on"), "checked" in given))
        elif kind == "checkbox":
            if "checked" in given or "required" in given:
                self._form.give(name, given.get("value", "on"))
        elif kind not in WITHOUT:
            self._form.give(name, given.get("value") or ("" if kind == "hidden" else TYPED.get(kind, TYPED["text"])))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "textarea" and self._text:
            name, words = self._text
            self._form.give(name, "".join(words).strip() or TYPED["textarea"])
            self._text = None
        elif tag == "select" and self._select:
            name, options = self._select
            self._choose(name, options)
            self._select = None
        elif tag == "form":
            for name, options in self._radios.items():
                self._choose(name, options)
            self._form = None

    def _choose(self, name: str, options: list[tuple[str, bool]]) -> None:
        """What is chosen already, else the first that means something."""
        assert self._form is not None
        chosen = [value for value, selected in options if selected and value]
        for value in chosen or [value for value, _selected in options if value][:1]:
            self._form.give(name, value)


def filled(page: str, here: str, there: str) -> Body:
    """The form of the page at `here` that goes to `there`; {} where there is none."""
    for form in Forms(page).forms:
        if urlsplit(urljoin(f"http://testserver{here}", form.action)).path == there:
            return {name: value for name, value in form.body.items() if name != "csrfmiddlewaretoken"}
    return {}
