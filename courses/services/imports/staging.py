"""Everything slow, before the transaction: bytes stored, words of each part taken. What was staged can be unstaged."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from core.files import discard
from core.models import StoredFile
from core.text import plain
from courses.importers.refusals import ImportRefused
from courses.importers.tree import CourseTree, FileNode
from courses.services.files import keep


@dataclass
class Staged:
    """Stored files by their SHA-256, and the plain words of each part by its source id."""

    tree: CourseTree
    files: dict[str, StoredFile] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    made: list[StoredFile] = field(default_factory=list)

    def unstage(self) -> None:
        """Take away what this import alone brought; what something else refers to stays."""
        for stored in self.made:
            discard(stored)


@contextmanager
def staged(tree: CourseTree, *, dry_run: bool) -> Iterator[Staged]:
    """The staged course; when the body fails, or only tried, nothing of it is left behind."""
    found = Staged(tree, texts={part.source_id: plain(part.html) for part in tree.parts if part.html})
    try:
        if not dry_run:
            for node in tree.files:
                _store(found, node)
        yield found
    except OSError as error:
        found.unstage()
        if error.errno == errno.ENOSPC:
            raise ImportRefused(_("There is no space left to keep the files of this course.")) from error
        raise
    except BaseException:
        found.unstage()
        raise


def _store(found: Staged, node: FileNode) -> None:
    known = StoredFile.objects.filter(sha256=node.sha256).first()
    if known is None:
        with node.opener() as stream:
            known = keep(stream, mime=node.mime)
        found.made.append(known)
    found.files[node.sha256] = known


def stand_in(node: FileNode) -> StoredFile:
    """A row without bytes for a trial that is rolled back."""
    defaults = {"size": node.size, "mime": node.mime, "key": "trial"}
    return StoredFile.objects.get_or_create(sha256=node.sha256, defaults=defaults)[0]
