"""How an import went, or how far it is."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.rights import Rights
from core.menus import Menu
from core.policy import Verdict, hidden
from courses import policies
from courses.choices import ImportState
from courses.models import Import
from courses.pages.studio import studio_menu
from courses.services.imports import by_reason, can_undo


@dataclass(frozen=True)
class ImportPage:
    """How an import went, or that it is still going."""

    record: Import
    menu: Menu | None
    undo: Verdict
    template: str = "courses/studio_import.html"

    @classmethod
    def build(cls, *, request: HttpRequest, record: Import) -> "ImportPage":
        course = record.course
        rights: Rights = request.rights  # type: ignore[attr-defined]
        may = bool(course and policies.can_edit_course(rights, course))
        return cls(
            record=record,
            menu=studio_menu(request, course) if course and may else None,
            undo=can_undo(record) if may and record.state == ImportState.DONE else hidden(),
        )

    @property
    def is_running(self) -> bool:
        return self.record.state in {"waiting", "running", "undoing"}

    @property
    def may_stop(self) -> bool:
        return self.record.state in {"waiting", "running"} and not self.record.dry_run

    @property
    def why_not_undone(self) -> str:
        """The reason, for an import that could have been undone once."""
        made = self.record.state == "done" and not self.record.dry_run and bool(self.record.journal)
        return str(self.undo.reason) if made and not self.undo else ""

    @property
    def may_follow(self) -> bool:
        """A trial that went well and whose file is still here."""
        record = self.record
        return record.dry_run and record.state == "done" and (record.upload_id is not None or bool(record.path))

    @property
    def reasons(self) -> list[tuple[str, list[dict[str, str]]]]:
        return by_reason(self.record.report.get("left_out", []))
