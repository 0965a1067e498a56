"""A list of people: one line for each, with the columns that people really write above them."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from courses.importers.refusals import ImportRefused
from courses.importers.rosters.tables import read_table

MOST_PEOPLE = 10_000
COLUMNS = {
    "name": {"name", "full name", "display name", "student name", "student"},
    "given": {"first name", "given name", "forename", "firstname", "givenname"},
    "family": {"last name", "family name", "surname", "lastname", "familyname"},
    "email": {"e-mail", "email", "mail", "e-mail address", "email address", "mail address", "address"},
    "role": {"role", "roles", "part", "as"},
    "group": {"group", "groups", "section", "team", "class", "tutorial"},
    "number": {"student number", "number", "student id", "id", "id number", "matriculation number", "identifier"},
    "course": {"course", "course address", "course name"},
}
ROLES = {
    Role.LEARNER: {"student", "learner", "participant", "pupil", "member"},
    Role.ASSISTANT: {"assistant", "ta", "teaching assistant", "tutor", "aide"},
    Role.EDUCATOR: {"educator", "teacher", "instructor", "lecturer", "professor", "staff"},
    Role.MENTOR: {"mentor", "alumni", "alumna", "alumnus"},
}
NO_GROUP, DASHES = "-", {"-", "\u2013", "\u2014"}
"""In the column of the group: in none."""
LENGTHS = {"name": 150, "email": 254, "role": 60, "group": 200, "number": 80, "course": 200}
_NAMES = {word: column for column, words in COLUMNS.items() for word in words}
_GAPS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One person as the file has them. `problem` says in words why this line cannot be used; "" when it can."""

    at: int
    name: str = ""
    email: str = ""
    role: str = ""
    group: str = ""
    number: str = ""
    course: str = ""
    problem: str = ""

    @property
    def in_group(self) -> str:
        """The name of the group; "" where the line names none."""
        return "" if self.group == NO_GROUP else self.group


def read_people(data: bytes) -> list[Line]:
    """The lines of a list; raises ImportRefused with one sentence when the file as a whole is not one."""
    table = read_table(data, most_rows=MOST_PEOPLE)
    columns = [_NAMES.get(_GAPS.sub(" ", tidy(cell).casefold()), "") for cell in table.header]
    doubled = {column for column in columns if column and columns.count(column) > 1}
    if doubled:
        raise ImportRefused(
            gettext_lazy("The first line names two columns that mean the same: %(name)s.") % {"name": min(doubled)}
        )
    if "email" not in columns and "number" not in columns:
        raise ImportRefused(
            gettext_lazy(
                "The first line has to name the columns, with one called “e-mail”. For instance: name, e-mail, role, group"
            )
        )
    return [_line(at, dict(zip(columns, cells, strict=False))) for at, cells in table.rows]


def _line(at: int, cells: dict[str, str]) -> Line:
    found = {column: tidy(cells.get(column, "")) for column in COLUMNS}
    found["name"] = found["name"] or f"{found.pop('given', '')} {found.pop('family', '')}".strip()
    found = {column: value for column, value in found.items() if column in LENGTHS}
    found["email"] = same_address(found["email"])
    found["group"] = NO_GROUP if found["group"] in DASHES else found["group"]
    for column, most in LENGTHS.items():
        if len(found[column]) > most:
            shorter = {each: value[:40] for each, value in found.items()}
            return Line(at, **shorter, problem=_("The %(column)s is too long.") % {"column": column})
    return Line(at, **found, problem=_problem(found))


def _problem(found: dict[str, str]) -> str:
    if not found["email"] and not found["number"]:
        return _("There is no e-mail address.")
    if found["email"]:
        try:
            validate_email(found["email"])
        except ValidationError:
            return _("“%(email)s” is not an e-mail address.") % {"email": found["email"][:60]}
    if found["role"] and role_of(found["role"]) is None:
        return _("“%(role)s” is no role we know. Write student, assistant, educator or mentor.") % {
            "role": found["role"][:40]
        }
    return ""


def role_of(word: str) -> Role | None:
    """The role that a word means: ours, as it is called here, or as other systems call it."""
    plain = tidy(word).casefold()
    for role in Role:
        if plain in {role.value, str(role.label).casefold()} | ROLES.get(role, set()):
            return role
    return None


def same_address(email: str) -> str:
    """One spelling of an address: composed, without what cannot be seen, in small letters."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", email) if unicodedata.category(char) != "Cf")
    return shown.strip().strip("<>").lower()


def tidy(cell: str) -> str:
    """One line, composed, without what cannot be seen; a sign against formulas (ours, or a spreadsheet's) is taken off."""
    shown = "".join(char for char in unicodedata.normalize("NFC", cell) if unicodedata.category(char) != "Cf")
    words = " ".join(shown.split())
    return words[1:] if words[:1] == "'" and words[1:2] in {"=", "+", "-", "@"} else words
