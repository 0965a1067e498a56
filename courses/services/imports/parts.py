"""The parts of imported units: written, kept, moved or retired one by one, found again by their source id."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.choices import PartKind, PlacementState, TextFormat
from courses.extensions import BlockType, blocks
from courses.importers.tree import PartKind as NodeKind
from courses.importers.tree import PartNode, ThreadNode, UnitNode
from courses.models import Course, Part, Placement, Unit
from courses.services.imports.journal import Journal
from courses.services.imports.links import Links
from courses.services.imports.report import Report
from courses.services.imports.staging import Staged
from courses.services.ordering import merge
from courses.services.parts import rewritten
from courses.services.placements import retire_placement


class PartWriter:
    def __init__(
        self,
        *,
        course: Course,
        staged: Staged,
        report: Report,
        links: Links,
        actor: User | None,
        journal: Journal | None = None,
    ) -> None:
        self._journal = journal or Journal()
        self.talk: list[tuple[BlockType, Placement, tuple[ThreadNode, ...]]] = []
        """The blocks into which posts are written afterwards."""
        self._course, self._staged, self._report, self._links, self._actor = course, staged, report, links, actor
        self._format = staged.tree.format
        known = Part.objects.filter(unit__course=course, source_format=self._format)
        self._known = {part.source_id: part for part in known.select_related("unit", "placement")}
        self._seen: set[int] = set()
        self._rewritten: list[int] = []
        self._now: datetime = timezone.now()

    def write(self, unit: Unit, node: UnitNode) -> None:
        """All parts of a unit, in the order of the file; parts of our own keep their place among them."""
        before = list(unit.parts.order_by("position", "pk"))
        written = [part for each in node.parts if (part := self._part(unit, each)) is not None]
        self._seen |= {part.pk for part in written}
        merge(before, written)

    def _part(self, unit: Unit, node: PartNode) -> Part | None:
        part = self._known.get(node.source_id)
        if node.kind == NodeKind.DISCUSSION:
            return self._discussion(unit, node, part)
        if part is None:
            return self._create(unit, node)
        if part.unit_id != unit.pk:
            part.unit = unit
            part.save(update_fields=["unit"])
        if part.edited_at:
            self._keep(part, node)
        elif part.source_hash != node.source_hash or part.retired_at:
            self._journal.part_was(part)
            if part.retired_at:
                self._journal.made("returned", [part.pk])
            self._fill(part, node)
            part.save()
            self._rewritten.append(part.pk)
            self._report.updated += 1
        else:
            self._report.unchanged += 1
        return part

    def _create(self, unit: Unit, node: PartNode) -> Part:
        part = Part(unit=unit, kind=PartKind.TEXT, source_format=self._format, source_id=node.source_id[:255])
        self._fill(part, node)
        part.save(force_insert=True)
        self._journal.made("parts", [part.pk])
        self._report.new += 1
        return part

    def _fill(self, part: Part, node: PartNode) -> None:
        part.title = "" if node.kind == NodeKind.LINK else node.title[:200]
        part.html = part.source = self._links.resolve(node.html)
        part.format, part.source_hash = TextFormat.HTML, node.source_hash
        part.text = self._staged.texts.get(node.source_id, "")
        part.retired_at = None

    def _keep(self, part: Part, node: PartNode) -> None:
        """Edited here: it stays as it is, and the report says so where the original is another one now."""
        self._report.kept += 1
        if part.source_hash != node.source_hash:
            what = part.title or node.title or _("Text")
            self._report.kept_parts.append({"where": part.unit.title, "what": what})

    def _discussion(self, unit: Unit, node: PartNode, part: Part | None) -> Part | None:
        kind = next((each for each in blocks if each.imports == "discussion"), None)
        if kind is None:
            reason = _("This installation has no tool for discussions.")
            self._report.left_out.append({"where": unit.title, "what": node.title, "reason": reason})
            return None
        self._report.blocks += 1
        if part is None:
            return self._place(unit, node, kind)
        self.talk.append((kind, part.placement, node.threads))
        self._ask_again(part, node, kind)
        if part.unit_id != unit.pk:
            part.unit = part.placement.unit = unit
            part.save(update_fields=["unit"])
            part.placement.save(update_fields=["unit"])
        if part.retired_at and not part.edited_at:
            self._bring_back(part)
        return part

    def _place(self, unit: Unit, node: PartNode, kind: BlockType) -> Part:
        """An imported block is open at once, and waits for somebody to say why it is there."""
        part = Part.objects.create(
            unit=unit,
            kind=PartKind.PLACEMENT,
            source_format=self._format,
            source_id=node.source_id[:255],
            source_hash=node.source_hash,
        )
        placement = Placement.objects.create(
            part=part,
            unit=unit,
            block_key=kind.key,
            config=kind.imported_config(node),
            incomplete=True,
            state=PlacementState.PLACED,
            placed_by=self._actor,
        )
        kind.placed(placement, actor=self._actor)
        kind.imported(placement, node)
        self._journal.made("parts", [part.pk])
        self.talk.append((kind, placement, node.threads))
        self._report.new += 1
        return part

    def _ask_again(self, part: Part, node: PartNode, kind: BlockType) -> None:
        """What is asked follows the file, until somebody edits the block here."""
        if part.edited_at is not None:
            self._keep(part, node)
        elif part.source_hash == node.source_hash:
            self._report.unchanged += 1
        else:
            part.source_hash, part.placement.config = node.source_hash, kind.imported_config(node)
            part.save(update_fields=["source_hash"])
            part.placement.save(update_fields=["config"])
            self._report.updated += 1

    def _bring_back(self, part: Part) -> None:
        self._journal.made("returned", [part.pk])
        part.retired_at = None
        part.save(update_fields=["retired_at"])
        part.placement.state = PlacementState.PLACED
        part.placement.save(update_fields=["state"])

    def tell(self) -> None:
        """At the end of the course, in one go."""
        rewritten(self._rewritten)

    def retire_vanished(self) -> None:
        """What the export no longer holds leaves the unit; what people wrote in a block stays readable."""
        for part in self._known.values():
            if part.pk in self._seen or part.retired_at:
                continue
            entry = {"where": part.unit.title, "what": part.title or str(PartKind(part.kind).label)}
            if part.edited_at:
                self._report.kept += 1
                self._report.kept_parts.append(entry)
                continue
            self._journal.made("retired", [part.pk])
            if part.kind == PartKind.PLACEMENT:
                retire_placement(part.placement)
            else:
                part.retired_at = self._now
                part.save(update_fields=["retired_at"])
            self._report.retired += 1
            self._report.retired_parts.append(entry)
