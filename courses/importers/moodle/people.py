"""Those who wrote, by the name that the backup has for them, as what they were in the course."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.moodle.backup import BIG_DOCUMENT, text
from courses.importers.naming import plain_title
from courses.importers.source import Source
from courses.importers.tree import PersonNode

_LONGEST = 150
_WEIGHTS = {"": 0, "learner": 1, "assistant": 2, "educator": 3}
_MEANT = {
    "editingteacher": "educator",
    "coursecreator": "educator",
    "manager": "educator",
    "teacher": "assistant",
    "student": "learner",
}
"""Moodle's archetypes and, for roles without one, their usual short names. A teacher who may not edit assists."""


def people_of(source: Source, writers: set[str]) -> tuple[PersonNode, ...]:
    names, roles = _names(source), _roles(source)
    unknown = (_("Former member"), "")
    return tuple(PersonNode(each, *names.get(each, unknown), roles.get(each, "")) for each in sorted(writers))


def _names(source: Source) -> dict[str, tuple[str, str]]:
    """Name and address of everybody who still had an account."""
    names: dict[str, tuple[str, str]] = {}
    root = _document(source, "users.xml")
    for user in root.iter("user") if root is not None else ():
        name = plain_title(f"{text(user, 'firstname')} {text(user, 'lastname')}")[:_LONGEST]
        if name and text(user, "deleted") != "1":
            names.setdefault(user.get("id", ""), (name, text(user, "email").lower()))
    return names


def _roles(source: Source) -> dict[str, str]:
    """The highest role that somebody had in the whole course."""
    definitions, given = _document(source, "roles.xml"), _document(source, "course/roles.xml")
    meant = {
        role.get("id", ""): _MEANT.get(text(role, "archetype")) or _MEANT.get(text(role, "shortname"), "")
        for role in (definitions.iter("role") if definitions is not None else ())
    }
    found: dict[str, str] = {}
    for entry in given.iter("assignment") if given is not None else ():
        person, role = text(entry, "userid"), meant.get(text(entry, "roleid"), "")
        found[person] = max(found.get(person, ""), role, key=_WEIGHTS.__getitem__)
    return found


def _document(source: Source, path: str) -> Element | None:
    if path not in source:
        return None
    try:
        return read_xml(source, path, limit=BIG_DOCUMENT)
    except Malformed:
        return None
