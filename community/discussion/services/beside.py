"""What stands beside the words of a post: its files, what one is warned of, how AI helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import ContentWarning
from community.discussion.events import PostWarned
from community.discussion.models import Post
from community.discussion.services import ledger
from community.discussion.services.files import Described, attach, change_files
from community.discussion.services.steady import steady
from core.outbox import emit

OWN_WORDS = 120
COLUMNS = ("warnings", "warning_words", "ai", "ai_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    files: Sequence[Described] = ()
    warnings: Sequence[str] = ()
    warning_words: str = ""
    ai: str = ""
    ai_words: str = ""

    def columns(self) -> dict[str, Any]:
        return {
            "warnings": known(self.warnings),
            "warning_words": self.warning_words.strip()[:OWN_WORDS] if ContentWarning.OTHER in self.warnings else "",
            "ai": self.ai,
            "ai_words": self.ai_words.strip()[:200],
        }


def known(kinds: Sequence[str]) -> list[str]:
    return [str(kind) for kind in ContentWarning if kind in kinds]


def lay_files(post: Post, beside: Beside) -> None:
    """Part of posting, under its locks; the other columns came in with the post."""
    attach(post, beside.files)
    post.save(update_fields=["attached"])


def change_beside(post: Post, beside: Beside, *, at: datetime | None) -> bool:
    """Part of an edit, which saves the post; whether anything is different. A warning that staff added stays."""
    before = {name: getattr(post, name) for name in COLUMNS}
    columns = beside.columns()
    if post.warned_by_id is not None:
        columns["warnings"] = known([*columns["warnings"], *post.warnings])
        columns["warning_words"] = columns["warning_words"] or post.warning_words
    for name, value in columns.items():
        setattr(post, name, value)
    return change_files(post, beside.files, at=at) or columns != before


@steady
def warn(*, actor: User, post: Post, warnings: Sequence[str], words: str = "") -> Post:
    """Staff or a moderator ask readers first; the author is told. Nothing chosen takes their own warning away again."""
    post, thread = ledger.lock_post(post)
    policies.can_warn(rights_of(actor), post).require()
    said = Beside(warnings=warnings, warning_words=words).columns()
    if (post.warnings, post.warning_words) == (said["warnings"], said["warning_words"]):
        return post
    post.warnings, post.warning_words = said["warnings"], said["warning_words"]
    post.warned_by = actor if post.warnings else None
    ledger.touch(post, thread, "warnings", "warning_words", "warned_by")
    ledger.save(thread)
    if post.warnings:
        emit(PostWarned(thread_id=thread.pk, post_id=post.pk, author_id=post.author_id, by_id=actor.pk))
    return post
