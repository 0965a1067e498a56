"""How an institution looks: its name, and a stylesheet of one rule with its colours."""

import hashlib
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Institution
from core import colours


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rule, and a mark that changes with it."""

    text: str
    mark: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the frame of a page says of the institution whose host this is."""

    name: str
    sheet: str


def sheet_of(institution: Institution) -> Sheet | None:
    """The colours of an institution; None when it has the house's own."""
    if not institution.accent:
        return None
    pairs = colours.tokens(institution.accent).items()
    rules = [f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs]
    text = ":root { " + " ".join(rules) + " }\n"
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Sheet(text=text, mark=mark, url=reverse("accounts:institution-sheet", args=[institution.scope_id, mark]))


def place_of(institution: Institution | None) -> Place | None:
    if institution is None:
        return None
    sheet = sheet_of(institution)
    return Place(name=institution.scope.name, sheet=sheet.url if sheet else "")
