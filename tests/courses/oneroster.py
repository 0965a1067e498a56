"""A small school as OneRoster CSV, made to measure."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,title,courseCode,orgSourcedId",
    "classes": "sourcedId,status,dateLastModified,title,classCode,classType,courseSourcedId,schoolSourcedId,termSourcedIds",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,email,identifier,role,orgSourcedIds",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
}


@dataclass
class School:
    """Tables of lines; `write` makes the zip. Every change to a list is a change to the next roster."""

    version: str = "1.1"
    mode: str = "bulk"
    tables: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in HEADERS})

    @classmethod
    def small(cls, version: str = "1.1") -> "School":
        """One school in a district, two classes of one course, Cleo and Fay learning, Ada teaching the first."""
        school = cls(version=version)
        school.tables["orgs"] = ["d,,,District,district,,", "s,,,School of Nursing,school,,d"]
        school.tables["academicSessions"] = ["t,,,Autumn 2026,term,2026-09-01,2026-12-20,,2026"]
        school.tables["courses"] = ["k,,,Wound care,NUR1,d"]
        school.tables["classes"] = [
            "c1,,,Wound care A,NUR1-A,scheduled,k,s,t",
            "c2,,,Wound care B,NUR1-B,scheduled,k,s,t",
        ]
        school.tables["users"] = [
            f"u-{name},,,true,{name},{name.title()},Person,{name}@example.org,n-{name}"
            for name in ("ada", "cleo", "fay")
        ]
        school.tables["enrollments"] = [
            "e1,,,c1,s,u-ada,teacher,,",
            "e2,,,c1,s,u-cleo,student,,",
            "e3,,,c2,s,u-fay,student,,",
        ]
        return school

    @classmethod
    def large(cls, people: int, classes: int, enrolments: int) -> "School":
        """So many people, each in the classes that come next round the circle."""
        school = cls.small()
        school.tables["classes"] = [f"c{n},,,Class {n},C{n},scheduled,k,s,t" for n in range(classes)]
        school.tables["users"] = [f"u{n},,,true,u{n},Given{n},Family{n},u{n}@school.example,{n}" for n in range(people)]
        school.tables["enrollments"] = [
            f"e{n},,,c{(n * 7 + n // people) % classes},s,u{n % people},{'teacher' if n < classes else 'student'},,"
            for n in range(enrolments)
        ]
        return school

    def delta(self, table: str, *lines: str) -> "School":
        """Only these lines have changed."""
        found = School(version=self.version, mode="delta")
        found.tables = {name: [] for name in HEADERS} | {table: list(lines)}
        return found

    def files(self) -> dict[str, str]:
        present = [name for name in HEADERS if self.tables[name] or (self.mode == "bulk" and name != "roles")]
        manifest = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{self.version}"]
        manifest += [f"file.{name},{self.mode if name in present else 'absent'}" for name in HEADERS]
        tables = {f"{name}.csv": "\n".join([HEADERS[name], *self.tables[name], ""]) for name in present}
        return {"manifest.csv": "\n".join([*manifest, ""]), **tables}

    def packed(self, **over: str) -> bytes:
        """The zip; `over` replaces a file by other words (an empty one leaves it out)."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in (self.files() | {f"{key}.csv": text for key, text in over.items()}).items():
                if text:
                    archive.writestr(name, text)
        return out.getvalue()

    def write(self, folder: Path, **over: str) -> Path:
        path = folder / "roster.zip"
        path.write_bytes(self.packed(**over))
        return path
