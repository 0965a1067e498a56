"""OneRoster 1.1 and 1.2 as CSV: a zip or folder of tables, and a manifest that says which of them are whole."""

import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from courses.importers.refusals import ImportRefused
from courses.importers.rosters.people import same_address, tidy
from courses.importers.rosters.tables import MOST_BYTES, read_table

BULK, DELTA, ABSENT = "bulk", "delta", "absent"
VERSIONS = {"1.1", "1.2"}
MOST_ROWS = 500_000
MOST_MEMBERS = 200
LONGEST_ID = 255
COLUMNS = {
    "orgs": ("sourcedid", "name", "type"),
    "academicsessions": ("sourcedid", "title", "startdate", "enddate"),
    "courses": ("sourcedid", "title"),
    "classes": ("sourcedid", "title", "coursesourcedid", "schoolsourcedid"),
    "users": ("sourcedid", "givenname", "familyname"),
    "enrollments": ("sourcedid", "classsourcedid", "usersourcedid", "role"),
    "roles": ("sourcedid", "usersourcedid", "role", "orgsourcedid"),
}
"""The tables that are read, and the columns that each must have."""
FILES = {name: f"{name}.csv" for name in COLUMNS} | {"academicsessions": "academicSessions.csv"}
ADMINISTRATORS = {"administrator", "districtadministrator", "principal", "siteadministrator", "systemadministrator"}
"""Who looks after an organisation, in the words of both versions."""
WRITTEN_ABOUT = {"status", "datelastmodified"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of one table. `gone`: the roster says that it has ended."""

    at: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def id(self) -> str:
        return self["sourcedid"]

    @property
    def gone(self) -> bool:
        if self["enableduser"].casefold() in {"false", "0"}:
            return True
        return self["status"].casefold() in {"tobedeleted", "inactive"}

    @property
    def digest(self) -> str:
        """What the line says, whenever it was said."""
        said = {column: value for column, value in self.cells.items() if column not in WRITTEN_ABOUT}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def day(self, column: str) -> date | None:
        """A day, or None where there is none; raises ValueError for what is no day."""
        return date.fromisoformat(self[column][:10]) if self[column] else None

    def ids(self, column: str) -> list[str]:
        return [each.strip() for each in self[column].split(",") if each.strip()]


@dataclass
class RosterFiles:
    """Everything that was read. `spoilt` holds the ids of lines that cannot be used: they are not absent, only unclear."""

    version: str
    modes: dict[str, str]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    spoilt: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=FILES.copy)

    def problem(self, table: str, row: Row, words: str) -> None:
        self.problems.append((self.names[table], row.at, words))
        self.spoilt[table].add(row.id)

    def is_whole(self, table: str) -> bool:
        """Who is not in this table is gone: it is the whole of it, and no line of it is without its id."""
        return self.modes.get(table) == BULK and "" not in self.spoilt[table]


def read_oneroster(path: Path | str) -> RosterFiles:
    """The roster at a path; raises ImportRefused with one sentence when a file of it is broken."""
    members = _folder(Path(path)) if Path(path).is_dir() else _archive(Path(path))
    if "manifest.csv" not in members:
        raise ImportRefused(_("There is no manifest.csv, so this is no OneRoster file."))
    said = {row["propertyname"].casefold(): row["value"] for row in _rows("manifest.csv", members["manifest.csv"])}
    version = said.get("oneroster.version", "")
    if version not in VERSIONS:
        raise ImportRefused(_("This is OneRoster “%(version)s”. We read 1.1 and 1.2.") % {"version": version[:20]})
    modes = {name: said.get(f"file.{name}", ABSENT).casefold() for name in COLUMNS}
    found = RosterFiles(version, modes)
    for name, mode in modes.items():
        if mode in {BULK, DELTA}:
            _take(found, name, members)
    if not found.rows:
        raise ImportRefused(_("The manifest names no file that we read."))
    if "users" in found.rows and "roles" not in found.rows:
        _take_old_roles(found)
    return found


def _take_old_roles(found: RosterFiles) -> None:
    """Version 1.1 has no table of roles: who administers stands beside the person, with the organisations."""
    rows = [row for row in found.rows["users"] if row["role"].casefold() in ADMINISTRATORS and not row.gone]
    found.names["roles"] = FILES["users"]
    found.rows["roles"] = [_old_role(row, org) for row in rows for org in dict.fromkeys(row.ids("orgsourcedids"))]


def _old_role(row: Row, org: str) -> Row:
    key = hashlib.sha256(json.dumps([row.id, org]).encode()).hexdigest()
    return Row(row.at, {"sourcedid": key, "usersourcedid": row.id, "role": row["role"], "orgsourcedid": org})


def _take(found: RosterFiles, name: str, members: Mapping[str, bytes]) -> None:
    file = FILES[name].casefold()
    if file not in members:
        raise ImportRefused(_("The manifest names %(file)s, and it is not there.") % {"file": FILES[name]})
    rows = _rows(FILES[name], members[file], COLUMNS[name])
    kept: dict[str, Row] = {}
    for row in rows:
        if (words := _problem(name, row, kept)) is not None:
            found.problem(name, row, words)
        else:
            kept[row.id] = row
    found.rows[name] = list(kept.values())


def _problem(name: str, row: Row, before: Mapping[str, Row]) -> str | None:
    lacking = [column for column in COLUMNS[name] if not row[column] and column != "givenname"]
    if lacking and not (row.gone and row.id):
        return _("There is nothing under %(column)s.") % {"column": lacking[0]}
    if len(row.id) > LONGEST_ID:
        return _("The sourcedId is longer than %(n)s characters.") % {"n": LONGEST_ID}
    if row.id in before:
        return _("The sourcedId stands in line %(n)s already.") % {"n": before[row.id].at}
    try:
        for column in ("startdate", "enddate", "begindate"):
            row.day(column)
    except ValueError:
        return _("“%(day)s” is no day. It is written like 2026-09-30.") % {"day": row[column][:20]}
    return None


def _rows(file: str, data: bytes, needed: tuple[str, ...] = ("propertyname", "value")) -> list[Row]:
    try:
        table = read_table(data, most_rows=MOST_ROWS, delimiters=(",",))
    except ImportRefused as refusal:
        raise ImportRefused(f"{file}: {refusal}") from refusal
    header = [tidy(cell).casefold() for cell in table.header]
    lacking = [column for column in needed if column not in header]
    if lacking:
        raise ImportRefused(_("%(file)s has no column called %(column)s.") % {"file": file, "column": lacking[0]})
    return [Row(at, _cells(header, cells)) for at, cells in table.rows]


def _cells(header: list[str], cells: list[str]) -> dict[str, str]:
    found = {column: tidy(cell) for column, cell in zip(header, cells, strict=False)}
    if "email" in found:
        found["email"] = same_address(found["email"])
    return found


def _folder(path: Path) -> dict[str, bytes]:
    found = {}
    for each in sorted(path.glob("*.csv"))[:MOST_MEMBERS]:
        if each.is_file() and each.stat().st_size > MOST_BYTES:
            raise ImportRefused(_("%(file)s is too large.") % {"file": each.name})
        found[each.name.casefold()] = each.read_bytes()
    return found


def _archive(path: Path) -> dict[str, bytes]:
    """The tables in a zip, wherever in it they stand; counted while reading, for what it says of itself is not believed."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [each for each in archive.infolist() if each.filename.casefold().endswith(".csv")]
            if len(inside) > MOST_MEMBERS:
                raise ImportRefused(_("There are more than %(n)s tables in this zip.") % {"n": MOST_MEMBERS})
            return {_base(each.filename): _bytes(archive, each) for each in inside if not _hidden(each.filename)}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ImportRefused(_("This is no zip, or it is damaged.")) from error


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        data = io.BytesIO(stream.read(MOST_BYTES + 1)).getvalue()
    if len(data) > MOST_BYTES:
        raise ImportRefused(_("%(file)s is too large.") % {"file": _base(member.filename)})
    return data


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].casefold()


def _hidden(name: str) -> bool:
    return "__MACOSX" in name or _base(name).startswith(".")
